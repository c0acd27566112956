import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Matrix, Target } from "../../estimator/matrix.ts";
import type { ForestOptions } from "./options.ts";
import { RandomForest } from "./random-forest.ts";

interface TreeCase {
  readonly name: string;
  readonly options: ForestOptions;
  readonly classes: number;
  readonly columns: (number | null)[][];
  readonly target: number[];
  readonly weights?: number[];
  readonly probe: (number | null)[][];
  readonly nodes: number;
  readonly predictions: number[][];
  readonly importances: number[];
  readonly expected: number[];
  /** By output, feature and row. */
  readonly shap: number[][][];
}

const golden = JSON.parse(readFileSync(new URL("__golden__/trees.json", import.meta.url), "utf8")) as { cases: TreeCase[] };

function matrix(columns: readonly (number | null)[][], rows: number): Matrix {
  return {
    rows,
    names: columns.map((_, f) => `x${f}`),
    columns: columns.map((column) => Float64Array.from(column.slice(0, rows), (value) => value ?? Number.NaN)),
  };
}

function close(own: ArrayLike<number>, theirs: readonly number[], tolerance: number): void {
  expect(own).toHaveLength(theirs.length);
  for (const [at, value] of theirs.entries())
    expect(Math.abs((own[at] as number) - value)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(value)));
}

describe.each(golden.cases)("a forest of one tree on all rows and features, for $name", (one) => {
  const { classes, options } = one;
  const x = matrix(one.columns, one.target.length);
  const y: Target =
    classes === 0
      ? { kind: "regression", values: Float64Array.from(one.target) }
      : { kind: "classification", codes: Int32Array.from(one.target), classes: Array.from({ length: classes }, (_, k) => k) };
  const sampleWeight = one.weights && { sampleWeight: Float64Array.from(one.weights) };
  const fitted = new RandomForest({ ...options, trees: 1, bootstrap: false, maxFeatures: 1 }).fit(x, y, { ...sampleWeight });
  const probe = matrix(one.probe, one.predictions[0]?.length as number);

  it("predicts what scikit-learn's tree predicts on rows it has not seen", () => {
    const predictions = fitted.kind === "regression" ? [fitted.predict(probe)] : fitted.predictProbability(probe);
    for (const [k, values] of one.predictions.entries()) close(predictions[k] as Float64Array, values, 1e-13);
    expect((fitted.toJSON()["forest"] as { feature: number[] }).feature).toHaveLength(one.nodes);
  });

  it("has its importances", () => close(fitted.importances as Float64Array, one.importances, 1e-12));

  it("has its Shapley values to 1e-10", () => {
    const { expected, values } = fitted.shapValues(matrix(one.probe, 10));
    // of two classes the second speaks for both
    const outputs = classes === 2 ? [1] : one.expected.map((_, k) => k);
    expect(values).toHaveLength(outputs.length);
    for (const [at, output] of outputs.entries()) {
      close([expected[at] as number], [one.expected[output] as number], 1e-10);
      for (const [f, shares] of (one.shap[output] as number[][]).entries()) close(values[at]?.[f] as Float64Array, shares, 1e-10);
    }
  });
});
