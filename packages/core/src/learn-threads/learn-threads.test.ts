import { ConfigError } from "@mlops/models/errors";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Matrix, Target } from "../kernel/estimator/matrix.ts";

import { layoutOf } from "../kernel/learn/boosting/layout.ts";
import { TASK } from "../kernel/learn/boosting/perform.ts";
import { placementOf } from "../kernel/learn/boosting/placement.ts";
import { serveShare } from "../kernel/learn/boosting/serve-share.ts";
import { ExtraTrees, type ForestOptions, GradientBoosting, type GradientBoostingOptions, RandomForest } from "../kernel/learn/index.ts";
import { sharedMachine, sharedStore } from "../kernel/learn/wasm/machine.ts";
import { Random } from "../kernel/stats/random.ts";
import { closeIdleThreads } from "./idle-workers.ts";
import { type RunningLearnThreads, startLearnThreads } from "./learn-threads.ts";

// enough rows that every kind of task is shared out
const ROWS = 20_000;
const random = new Random(1);
const columns = Array.from({ length: 9 }, (_, f) =>
  Float64Array.from({ length: ROWS }, () => (f === 1 && random.uniform() < 0.1 ? Number.NaN : f === 2 ? random.int(300) : random.normal())),
);
const x: Matrix = { rows: ROWS, names: columns.map((_, f) => `x${f}`), columns };
const score = Float64Array.from({ length: ROWS }, (_, row) => {
  const at = (f: number): number => columns[f]?.[row] || 0;
  return at(0) + at(1) * at(3) + (at(2) % 3) + random.normal();
});
const y: Target = { kind: "classification", codes: Int32Array.from(score, (value) => (value > 1 ? 1 : 0)), classes: ["no", "yes"] };
const numbers: Target = { kind: "regression", values: score };
const small = { iterations: 4, numLeaves: 12 };
const json = (options: GradientBoostingOptions, target: Target = y): string =>
  JSON.stringify(new GradientBoosting({ ...small, ...options }).fit(x, target, { seed: 5 }));

describe("a model", () => {
  const teams: RunningLearnThreads[] = [];
  beforeAll(async () => {
    for (const count of [1, 2, 4, 8]) teams.push(await startLearnThreads(count));
  });
  afterAll(async () => {
    for (const team of teams) await team.close();
    await closeIdleThreads();
  });

  it.each<[string, GradientBoostingOptions, Target]>([
    ["two classes", {}, y],
    ["numbers and levels", { categorical: ["x2"] }, numbers],
    ["directions, drawn rows, a stop before the end", { monotonic: { x0: 1 }, rowSample: 0.7, earlyStoppingRounds: 2 }, numbers],
  ])("of %s has the same bits for 1, 2, 4 and 8 threads, in WebAssembly and in TypeScript", (_, options, target) => {
    const alone = json(options, target);
    for (const threads of teams)
      for (const backend of ["wasm", "js"] as const) expect(json({ ...options, threads, backend }, target)).toBe(alone);
  });

  it("of more rows than a cache holds has the same bits, too", () => {
    const rows = 270_000;
    const drawn = Array.from({ length: 3 }, () => Float64Array.from({ length: rows }, () => random.normal()));
    const long: Matrix = { rows, names: ["a", "b", "c"], columns: drawn };
    const codes = Int32Array.from({ length: rows }, (_, row) => ((drawn[0]?.[row] ?? 0) * (drawn[1]?.[row] ?? 0) > 0 ? 1 : 0));
    const fit = (options: GradientBoostingOptions): string =>
      JSON.stringify(new GradientBoosting({ ...small, ...options }).fit(long, { ...y, codes } as Target));
    const alone = fit({});
    expect(fit({ backend: "js" })).toBe(alone);
    for (const threads of teams.slice(1)) expect(fit({ threads })).toBe(alone);
  });

  it.each([
    ["random forest", RandomForest],
    ["extra-trees", ExtraTrees],
  ])("of a %s has the same bits for 1, 2 and 4 threads, in WebAssembly and in TypeScript", (_, Forest) => {
    const small = { ...x, rows: 2000, columns: x.columns.map((column) => column.slice(0, 2000)) };
    const target: Target = { ...y, codes: (y as { codes: Int32Array }).codes.slice(0, 2000) } as Target;
    const fit = (options: ForestOptions): string => JSON.stringify(new Forest({ trees: 5, ...options }).fit(small, target, { seed: 5 }));
    const alone = fit({});
    for (const threads of teams) for (const backend of ["wasm", "js"] as const) expect(fit({ threads, backend })).toBe(alone);
  });

  it("leaves a forest unfinished on every thread when one is told to stop", () => {
    const threads = teams[1] as RunningLearnThreads;
    const reason = new Error("enough");
    let looks = 0;
    const signal = {
      get aborted() {
        return ++looks > 1;
      },
      throwIfAborted() {
        if (looks > 1) throw reason;
      },
    } as AbortSignal;
    expect(() => new RandomForest({ threads, maxFeatures: 1 }).fit(x, numbers, { signal })).toThrow(reason);
    expect(json({ threads })).toBe(json({}));
  });

  it("is trained after another fit on the same threads was stopped, and beside one that still runs", () => {
    const threads = teams[1] as RunningLearnThreads;
    const alone = json({});
    const stop = new Error("enough");
    const onProgress = (done: number): void => {
      if (done === 2) throw stop;
    };
    expect(() => new GradientBoosting({ ...small, threads }).fit(x, y, { onProgress })).toThrow(stop);
    const inner: string[] = [];
    const model = new GradientBoosting({ ...small, threads }).fit(x, y, {
      seed: 5,
      onProgress: (done) => void (done === 1 && inner.push(json({ threads }))),
    });
    expect([JSON.stringify(model), ...inner]).toEqual([alone, alone]);
  });
});

describe("startLearnThreads", () => {
  it.each([0, 1.5, 65, Number.NaN])("refuses %s threads", async (count) => {
    const error = await startLearnThreads(count).catch((caught: unknown) => caught);
    expect(ConfigError.isInstance(error) && error.code).toBe("PARAMETER_INVALID");
  });
});

describe("serveShare", () => {
  it("ends when told", () => {
    const placement = placementOf([{ source: 0, edges: Float64Array.of(1), categorical: false, hasMissing: false }]);
    const needs = { rows: 10, trained: 10, placement, cellBytes: 24, numLeaves: 2, outputs: 1, weighted: false, inKernel: true };
    const layout = layoutOf({ ...needs, shares: 2 });
    const store = sharedStore(layout.bytes, "js");
    const machine = sharedMachine(store);
    const control = new Int32Array(machine.buffer, layout.control, 4);
    // a thread that finds its task given already: an end
    control.set([1, 0, TASK.END]);
    serveShare({ store, layout }, 1);
    expect([...control]).toEqual([1, 1, TASK.END, 0]);
  });
});
