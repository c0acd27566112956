import type { Worker } from "node:worker_threads";
import { MLOpsError } from "@mlops/models/errors";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FitOptions } from "../kernel/estimator/estimator.ts";
import type { Matrix, Target } from "../kernel/estimator/matrix.ts";
import { Crew } from "../kernel/learn/boosting/crew.ts";
import { layoutOf } from "../kernel/learn/boosting/layout.ts";
import { Performer, TASK } from "../kernel/learn/boosting/perform.ts";
import { placementOf } from "../kernel/learn/boosting/placement.ts";
import { serveShare } from "../kernel/learn/boosting/serve-share.ts";
import { GradientBoosting, type GradientBoostingOptions } from "../kernel/learn/index.ts";
import { sharedMachine, sharedStore } from "../kernel/learn/wasm/machine.ts";
import { Random } from "../kernel/stats/random.ts";
import { closeIdleThreads } from "./idle-workers.ts";
import { startLearnThreads } from "./learn-threads.ts";

const ROWS = 20_000;
const random = new Random(3);
const columns = Array.from({ length: 9 }, () => Float64Array.from({ length: ROWS }, () => random.normal()));
const x: Matrix = { rows: ROWS, names: columns.map((_, f) => `x${f}`), columns };
const y: Target = { kind: "regression", values: Float64Array.from({ length: ROWS }, (_, row) => Math.sin(columns[0]?.[row] ?? 0)) };
const fit = (options: GradientBoostingOptions, how: FitOptions = {}): string =>
  JSON.stringify(new GradientBoosting({ iterations: 3, numLeaves: 12, ...options }).fit(x, y, how));
const alone = fit({});

/** Threads of this process that have not ended, in the order of their start. */
const alive = new Set<Worker>();
let started = 0;
const count = (worker: Worker): void => {
  started++;
  alive.add(worker);
  worker.once("exit", () => alive.delete(worker));
};

beforeEach(() => {
  started = 0;
  process.on("worker", count);
});
afterEach(async () => {
  process.off("worker", count);
  await closeIdleThreads();
  expect(alive.size).toBe(0);
});
afterAll(() => expect(process.getActiveResourcesInfo().filter((kind) => /worker|messageport/i.test(kind))).toEqual([]));

const codeOf = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return MLOpsError.isInstance(error) ? error.code : error;
  }
  return null;
};
const last = (): Worker => [...alive].at(-1) as Worker;
const onTree = (tree: number, act: () => unknown): FitOptions => ({ onProgress: (done) => void (done === tree && act()) });

describe("threads that were let go", () => {
  it("are those that the next start gives, and end when told", async () => {
    for (let round = 0; round < 3; round++) {
      await using threads = await startLearnThreads(3);
      expect(threads.count).toBe(3);
      expect(fit({ threads })).toBe(alone);
    }
    expect([started, alive.size]).toEqual([2, 2]);
    const more = await startLearnThreads(4);
    expect([started, alive.size]).toEqual([3, 3]);
    await more.close();
    expect([more.count, fit({ threads: more })]).toEqual([1, alone]);
    await closeIdleThreads();
    expect(alive.size).toBe(0);
  });

  it("end where they hold the memory of a large training", async () => {
    const long: Matrix = { ...x, rows: 600_000, columns: columns.map(() => new Float64Array(600_000)) };
    const threads = await startLearnThreads(2);
    const large = { kind: "regression", values: new Float64Array(600_000) } as const;
    new GradientBoosting({ iterations: 1, threads }).fit(long, large);
    await threads.close();
    expect(alive.size).toBe(0);
  });
});

describe("a fit whose thread dies", () => {
  it("says so when it does not answer, and the next one has the threads that are left: none", async () => {
    const threads = await startLearnThreads(3, { patience: 200 });
    const kill = onTree(1, () => last().terminate());
    expect(codeOf(() => fit({ threads }, kill))).toBe("THREAD_LOST");
    expect(threads.count).toBe(1);
    expect(fit({ threads })).toBe(alone);
    await threads.close();
  });

  it("goes on with fewer where it died before", async () => {
    const threads = await startLearnThreads(3);
    await last().terminate();
    expect(threads.count).toBe(2);
    expect(fit({ threads })).toBe(alone);
    await threads.close();
    await using more = await startLearnThreads(3);
    expect(more.count).toBe(3);
  });

  it("says so at once when its threads are closed", async () => {
    const threads = await startLearnThreads(2);
    const closed: Promise<void>[] = [];
    expect(
      codeOf(() =>
        fit(
          { threads },
          onTree(1, () => closed.push(threads.close())),
        ),
      ),
    ).toBe("THREAD_LOST");
    await Promise.all(closed);
    expect(fit({ threads })).toBe(alone);
  });

  it("is not begun where a thread cannot start for want of memory", async () => {
    const error = await startLearnThreads(2, { resourceLimits: { maxOldGenerationSizeMb: 5, maxYoungGenerationSizeMb: 1 } }).catch(
      (caught: unknown) => caught,
    );
    expect(MLOpsError.isInstance(error) && [error.code, error.message]).toEqual([
      "THREAD_LOST",
      expect.stringContaining("reaching memory limit"),
    ]);
  });

  it("is out of memory where a share cannot have its own", () => {
    const placement = placementOf([{ source: 0, edges: Float64Array.of(1), categorical: false, hasMissing: false }]);
    const needs = { rows: 10, trained: 10, placement, cellBytes: 24, numLeaves: 2, outputs: 1, weighted: false, inKernel: true, shares: 2 };
    const layout = layoutOf(needs);
    const store = sharedStore(layout.bytes, "js");
    const machine = sharedMachine(store);
    // as where the system gives no memory, making a view throws a RangeError
    serveShare({ store, layout: { ...layout, args: 2 ** 30 } }, 1);
    const crew = new Crew(machine, layout, new Performer(machine, layout, 0));
    expect(codeOf(() => crew.run(TASK.SETTLE))).toBe("OUT_OF_MEMORY");
    expect(crew.dismiss()).toBe(false);
  });
});

describe("a fit that is told to stop within a tree", () => {
  /** A signal that another thread may raise: it is only heard where it is looked at. */
  const signalAt = (look: number, reason: Error): { signal: AbortSignal; looks: () => number } => {
    let looks = 0;
    const signal = {
      get aborted() {
        return ++looks >= look;
      },
      throwIfAborted() {
        if (this.aborted) throw reason;
      },
    };
    return { signal: signal as unknown as AbortSignal, looks: () => looks };
  };

  it.each([1, 2])("stops before the next split, on %s threads, which train again", async (threadCount) => {
    await using threads = await startLearnThreads(threadCount);
    const whole = signalAt(Number.POSITIVE_INFINITY, new Error("never"));
    fit({ threads, iterations: 1 }, { signal: whole.signal });
    const reason = new Error("enough");
    // the only tree is all but grown at the last look
    for (const look of [whole.looks(), whole.looks() - 5])
      expect(codeOf(() => fit({ threads, iterations: 1 }, { signal: signalAt(look, reason).signal }))).toBe(reason);
    expect(fit({ threads })).toBe(alone);
  });
});
