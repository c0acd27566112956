import { describe, expect, it, vi } from "vitest";
import type { Matrix, Target } from "../../estimator/matrix.ts";
import { Random } from "../../stats/random.ts";
import { RandomForest } from "./random-forest.ts";

function sample(rows: number, seed: number): Matrix {
  const random = new Random(seed);
  const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0];
  const value = (f: number): number =>
    random.uniform() < 0.1 ? (odd[random.int(5)] as number) : f === 2 ? random.int(3) : random.normal();
  const columns = Array.from({ length: 4 }, (_, f) => Float64Array.from({ length: rows }, () => (f === 3 ? 1 : value(f))));
  return { rows, names: ["a", "b", "c", "constant"], columns };
}

const slice = (matrix: Matrix, begin: number, end: number): Matrix => ({
  ...matrix,
  rows: end - begin,
  columns: matrix.columns.map((column) => column.slice(begin, end)),
});

describe.each([2, 3, 5])("predictions of %s classes", (classes) => {
  it.each([
    ["shallow", 800],
    ["deep", 20_000],
  ])("are the same for one row, for hundreds in TypeScript and for thousands in WebAssembly, by %s trees", (_, rows) => {
    const random = new Random(classes);
    const codes = Int32Array.from({ length: rows }, () => random.int(classes));
    const y: Target = { kind: "classification", codes, classes: Array.from({ length: classes }, (__, k) => k) };
    const fitted = new RandomForest({ trees: 3 }).fit(sample(rows, 1), y);
    const nodes = (fitted.toJSON()["forest"] as { feature: number[] }).feature.length / 3;
    expect(nodes > 4096).toBe(rows === 20_000);
    const fresh = sample(2500, 2);
    const all = fitted.predictProbability(fresh);
    for (const [begin, end] of [
      [0, 1],
      [2499, 2500],
      [2048, 2348],
      [1000, 1700],
    ] as const) {
      const some = fitted.predictProbability(slice(fresh, begin, end));
      for (const [k, values] of all.entries()) expect(some[k]).toEqual(values.slice(begin, end));
    }
  });
});

it("predictions need no WebAssembly", async () => {
  const x = sample(600, 1);
  const y: Target = { kind: "classification", codes: Int32Array.from({ length: 600 }, (_, row) => row % 3), classes: ["a", "b", "c"] };
  const usual = new RandomForest({ trees: 3 }).fit(x, y).predictProbability(x);
  vi.stubGlobal("WebAssembly", undefined);
  vi.resetModules();
  const { RandomForest: Without } = await import("./random-forest.ts");
  expect(new Without({ trees: 3 }).fit(x, y).predictProbability(x)).toEqual(usual);
  vi.unstubAllGlobals();
  vi.resetModules();
});
