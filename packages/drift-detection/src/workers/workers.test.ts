import { type Column, columnOf, fromValues, numericColumn, stringColumn } from "@mlops/core/table";
import { describe, expect, test } from "vitest";
import { compareFeature, type Side } from "../features/compare-feature.ts";
import type { FeatureContext } from "../features/feature-context.ts";
import { aq, ConfigError, DriftDetector } from "../index.ts";
import { answerTask } from "../worker.ts";
import { compareInThreads } from "./compare-in-threads.ts";
import { claim } from "./protocol.ts";
import { TaskBoard } from "./task-board.ts";

const ROWS = 350_000;
/** Ramps and codes, made fast; the middle one in memory of its own. */
function table(step: number) {
  const shared = new Float64Array(new SharedArrayBuffer(ROWS * 8));
  const own = new Float64Array(ROWS);
  const codes = new Int32Array(ROWS);
  for (let i = 0; i < ROWS; i++) {
    shared[i] = (i * 7919) % 1000;
    own[i] = ((i * 104_729) % 99_991) * step;
    codes[i] = (i * 31) % 7;
  }
  const columns = { shared: numericColumn(shared), own: numericColumn(own), text: stringColumn(codes, [..."abcdefg"]) };
  return aq.table(columns as never, Object.keys(columns));
}
const [reference, current] = [table(1), table(1.2)];
const handles = () => process.getActiveResourcesInfo().filter((name) => /Message|Worker/.test(name)).length;

describe("in threads", () => {
  test("the same bits for any number of them, with progress, and nothing left open", async () => {
    const detector = new DriftDetector({});
    const before = handles();
    const here = detector.detectDrift(reference, current);
    for (const workers of [1, 2, 3]) {
      const steps: [number, number][] = [];
      const there = await detector.detectDriftAsync(reference, current, { workers, onProgress: (...step) => steps.push(step) });
      expect({ ...there, timestamp: "" }).toEqual({ ...here, timestamp: "" });
      expect(steps).toEqual([1, 2, 3].map((done) => [done, 3]));
    }
    expect(here.driftedFeatures).toEqual(["own"]);
    expect(handles()).toBe(before);
  });

  test("an abort ends them with the signal's reason", async () => {
    const before = handles();
    const stop = new AbortController();
    const reason = new Error("enough");
    const run = new DriftDetector({}).detectDriftAsync(reference, current, {
      workers: 2,
      signal: stop.signal,
      onProgress: () => stop.abort(reason),
    });
    await expect(run).rejects.toBe(reason);
    expect(handles()).toBe(before);
    await expect(new DriftDetector({}).detectDriftAsync(reference, current, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  test("the calling thread, which compares columns too, hears a timer between two of them", async () => {
    const stop = new AbortController();
    const reason = new Error("enough");
    setTimeout(() => stop.abort(reason), 0);
    const run = new DriftDetector({}).detectDriftAsync(reference, current, { workers: 2, signal: stop.signal });
    await expect(run).rejects.toBe(reason);
  });

  test("a progress callback that throws ends them with its error", async () => {
    const before = handles();
    const reason = new Error("display lost");
    const onProgress = (): never => {
      throw reason;
    };
    await expect(new DriftDetector({}).detectDriftAsync(reference, current, { workers: 2, onProgress })).rejects.toBe(reason);
    expect(handles()).toBe(before);
  });

  test("an error keeps its class", async () => {
    const detector = new DriftDetector({ columns: { text: { method: "ks" } } });
    const run = detector.detectDriftAsync(reference, current, { workers: 2 });
    await expect(run).rejects.toSatisfy((error) => ConfigError.isInstance(error) && /columns\.text\.method/.test(error.message));
  });

  test("columns are read when their turn comes", async () => {
    const read: string[] = [];
    const source = (data: typeof reference) => ({
      columnNames: ["own", "text"],
      rows: ROWS,
      column: async (name: string) => {
        read.push(name);
        return data.column(name) as never;
      },
    });
    const detector = new DriftDetector({});
    const expected = detector.detectDrift(reference.select("own", "text"), current.select("own", "text"));
    const found = await detector.detectDriftAsync(source(reference), source(current), { workers: 1 });
    expect({ ...found, timestamp: "" }).toEqual({ ...expected, timestamp: "" });
    expect(read).toEqual(["own", "own", "text", "text"]);
    const failing = { ...source(reference), column: () => Promise.reject(new Error("disk")) };
    await expect(detector.detectDriftAsync(failing, source(current), { workers: 1 })).rejects.toThrow("disk");
  });
});

/** Reads every column into the memory of those that were released, which it overwrites at once. */
function reusing(data: typeof reference, free: SharedArrayBuffer[]) {
  let made = 0;
  return {
    columnNames: data.columnNames(),
    rows: ROWS,
    made: () => made,
    column: async (name: string): Promise<Column> => {
      const column = columnOf(data, name);
      if (free.length === 0) made++;
      const buffer = free.pop() ?? new SharedArrayBuffer(ROWS * 8);
      if (column.kind !== "string") {
        const values = new Float64Array(buffer);
        values.set(column.values as Float64Array);
        return numericColumn(values);
      }
      const codes = new Int32Array(buffer, 0, ROWS);
      codes.set(column.codes);
      return stringColumn(codes, column.dictionary);
    },
    release(column: Column) {
      const { buffer } = column.kind === "string" ? column.codes : column.values;
      new Uint8Array(buffer).fill(0xff);
      free.push(buffer as SharedArrayBuffer);
    },
  };
}

test("a source may use the memory of a column again once it is compared", async () => {
  const detector = new DriftDetector({});
  const expected = detector.detectDrift(reference, current);
  for (const workers of [1, 2]) {
    const free: SharedArrayBuffer[] = [];
    const [before, after] = [reusing(reference, free), reusing(current, free)];
    const found = await detector.detectDriftAsync(before, after, { workers });
    expect({ ...found, timestamp: "" }).toEqual({ ...expected, timestamp: "" });
    expect([before.made() + after.made(), free.length]).toEqual([2 * workers, 2 * workers]);
  }
});

const config = { seed: 0, minRows: 2, numericEffectFloor: 0.1, categoricalEffectFloor: 0.1 };
const context: FeatureContext = { name: "x", named: undefined, role: false, rows: [2, 2], settings: {}, config };
const sides = [fromValues(["a", "b"]), fromValues(["a", "b"])] as readonly [Side, Side];
const task = (load = async () => sides) => ({ context, cost: 0, load, release: () => undefined });

test.each([true, false])("without a progress callback, whether the calling thread helps (%s) or not", async (helps) => {
  const threads = 2;
  const found = await compareInThreads([task(), task(), task()], { threads, helps, signal: undefined, onProgress: undefined });
  expect(found).toEqual(Array.from({ length: 3 }, () => compareFeature(...sides, context)));
});

test.each([true, false])("a thread that is lost ends the comparison, whether the calling thread helps (%s) or not", async (helps) => {
  const before = handles();
  let lost = (): void => undefined;
  const afterLoss = new Promise<void>((resolve) => {
    lost = resolve;
  });
  process.once("worker", (worker) => {
    worker.once("exit", lost);
    void worker.terminate();
  });
  const later = task(async () => {
    await afterLoss;
    return sides;
  });
  const run = compareInThreads([task(), task(), later, task()], { threads: 1, helps, signal: undefined, onProgress: undefined });
  await expect(run).rejects.toMatchObject({ code: "STAGE_CRASHED", message: expect.stringContaining("ended with code") });
  expect(handles()).toBe(before);
});

test("columns that take longest are handed out first", async () => {
  const board = new TaskBoard([0, 1, 2, 1].map((cost) => ({ ...task(), cost })));
  const given = [await board.next(), await board.next(), await board.next(), await board.next()];
  expect(given.map((one) => one?.task)).toEqual([2, 1, 3, 0]);
});

test("a column that a thread has not begun is the calling thread's once it has nothing else", async () => {
  const steps: number[] = [];
  const board = new TaskBoard([task(), task(), task()], (done) => steps.push(done));
  const given = [await board.next(), await board.next(), await board.next(), await board.next()];
  expect(given.map((one) => one?.task)).toEqual([0, 1, 2, undefined]);
  expect([claim(board.claims, 1), claim(board.claims, 1)]).toEqual([true, false]);
  expect([board.reclaim()?.task, board.reclaim()?.task, board.reclaim()]).toEqual([2, 0, null]);
  const { comparison } = answerTask({ context, sides: ["absent", "absent"] }) as { comparison: never };
  for (const one of [2, 0, 1, 1]) board.record(one, comparison);
  expect(await board.result).toEqual([comparison, comparison, comparison]);
  expect(steps).toEqual([1, 2, 3]);
});

test("a task is answered, and what it throws is packed", () => {
  expect(answerTask({ context, sides: sides as never })).toMatchObject({ comparison: { name: "x", kind: "categorical" } });
  const settings = { method: "ks" } as const;
  expect(answerTask({ context: { ...context, settings }, sides: sides as never })).toMatchObject({ error: { name: "ConfigError" } });
});
