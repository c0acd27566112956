import { DataError } from "@mlops/models/errors";
import { describe, expect, it } from "vitest";
import type { FitOptions } from "../../estimator/estimator.ts";
import type { ClassificationTarget, Matrix, RegressionTarget, Target } from "../../estimator/matrix.ts";
import { GradientBoosting } from "./gradient-boosting.ts";
import type { GradientBoostingOptions } from "./options.ts";

const ROWS = 60;
const matrix = (change: (column: Float64Array) => unknown = () => undefined): Matrix => {
  const columns = [Float64Array.from({ length: ROWS }, (_, row) => row), Float64Array.from({ length: ROWS }, (_, row) => (row * 7) % 13)];
  change(columns[0] as Float64Array);
  return { rows: ROWS, names: ["a", "b"], columns };
};
const numbers = (change: (values: Float64Array) => unknown = () => undefined): RegressionTarget => {
  const values = Float64Array.from({ length: ROWS }, (_, row) => row % 5);
  change(values);
  return { kind: "regression", values };
};
const classes = (count: number, change: (codes: Int32Array) => unknown = () => undefined): ClassificationTarget => {
  const codes = Int32Array.from({ length: ROWS }, (_, row) => row % count);
  change(codes);
  return { kind: "classification", codes, classes: Array.from({ length: count }, (_, k) => `c${k}`) };
};
const weights = (weight: number, others = 1): FitOptions => {
  const sampleWeight = new Float64Array(ROWS).fill(others);
  sampleWeight[3] = weight;
  return { sampleWeight };
};
const small = { iterations: 3, minSamplesLeaf: 1 };

type Case = readonly [name: string, x: Matrix, y: Target, how: FitOptions, options: GradientBoostingOptions];

describe("boosting refuses", () => {
  const early = { earlyStoppingRounds: 2 };
  const one: Matrix = { rows: 1, names: ["a"], columns: [Float64Array.of(1)] };
  it.each<readonly [...Case, code: string, says: string]>([
    ["a weight that is NaN", matrix(), numbers(), weights(Number.NaN), {}, "VALUE_INVALID", "NaN in row 3"],
    ["a weight below 0", matrix(), numbers(), weights(-1), {}, "VALUE_INVALID", "-1 in row 3"],
    ["a weight without end", matrix(), numbers(), weights(Number.POSITIVE_INFINITY), {}, "VALUE_INVALID", "Infinity in row 3"],
    ["weights whose sum has no end", matrix(), numbers(), weights(1e308, 1e308), {}, "VALUE_INVALID", "their sum is no finite number"],
    ["weights that are all 0", matrix(), numbers(), weights(0, 0), {}, "VALUE_INVALID", "all weights are 0"],
    ["a label that is missing", matrix(), numbers((y) => y.fill(Number.NaN, 4, 5)), {}, {}, "VALUE_INVALID", "NaN in row 4"],
    [
      "a number without end",
      matrix(),
      numbers((y) => y.fill(Number.NEGATIVE_INFINITY, 4, 5)),
      {},
      {},
      "VALUE_INVALID",
      "-Infinity in row 4",
    ],
    ["a class that is missing", matrix(), classes(2, (codes) => codes.fill(-1, 4, 5)), {}, {}, "VALUE_INVALID", "code -1 in row 4"],
    ["one class", matrix(), classes(2, (codes) => codes.fill(0)), {}, {}, "SINGLE_CLASS", "a single class"],
    [
      "a level without end",
      matrix((a) => a.fill(Number.POSITIVE_INFINITY, 7, 8)),
      numbers(),
      {},
      { categorical: ["a"] },
      "VALUE_INVALID",
      "Infinity in row 7 is no level",
    ],
    ["to stop early by no row", one, { kind: "regression", values: Float64Array.of(1) }, {}, early, "TOO_FEW_ROWS", "for early stopping"],
    ["to stop early by rows without weight", matrix(), numbers(), weights(1, 0), early, "TOO_FEW_ROWS", "for early stopping"],
  ])("%s", (_, x, y, how, options, code, says) => {
    let error: unknown;
    try {
      new GradientBoosting({ ...small, ...options }).fit(x, y, how);
    } catch (caught) {
      error = caught;
    }
    expect(DataError.isInstance(error) && [error.code, error.message]).toEqual([code, expect.stringContaining(says)]);
  });
});

describe("boosting gives numbers", () => {
  it.each<Case>([
    ["for a row that outweighs all others", matrix(), classes(2), weights(1e20), {}],
    ["for a row that outweighs all others by far", matrix(), classes(2), weights(1e300), {}],
    ["for three classes of which one outweighs the others", matrix(), classes(3), weights(1e300), {}],
    ["for weights near nothing", matrix(), classes(2), weights(5e-324, 1e-300), {}],
    ["for a weight beyond all others, squared", matrix(), numbers(), weights(1e300), {}],
    ["for a target at the end of the range", matrix(), numbers((y) => y.set([1.7e308, -1.7e308])), {}, {}],
    ["for a feature that is all missing", matrix((a) => a.fill(Number.NaN)), numbers(), {}, {}],
    ["for levels that are all missing", matrix((a) => a.fill(Number.NaN)), numbers(), {}, { categorical: ["a"] }],
    [
      "for a feature of infinities",
      matrix((a) => a.fill(Number.POSITIVE_INFINITY).fill(Number.NEGATIVE_INFINITY, 0, 9)),
      numbers(),
      {},
      {},
    ],
    ["for a target that is the same everywhere", matrix(), numbers((y) => y.fill(7)), {}, {}],
  ])("%s", (_, x, y, how, options) => {
    const fitted = new GradientBoosting({ ...small, ...options }).fit(x, y, how);
    const predicted = fitted.kind === "regression" ? [fitted.predict(x)] : fitted.predictProbability(x);
    for (const values of predicted) expect(values.every(Number.isFinite)).toBe(true);
  });
});
