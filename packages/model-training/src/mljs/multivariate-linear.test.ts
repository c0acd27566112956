import { readFileSync } from "node:fs";
import { checkEstimator, type Matrix } from "@mlops/core/estimator";
import { compileGraph, GraphBuilder } from "@mlops/core/onnx";
import { describe, expect, it } from "vitest";
import { MULTIVARIATE_LINEAR_ROW_LIMIT, MultivariateLinear, restoreMultivariateLinear } from "./multivariate-linear.ts";

interface GoldenCase {
  readonly name: string;
  readonly columns: number[][];
  readonly y: number[];
  readonly coefficients: number[];
  readonly intercept: number;
  readonly prediction: number[];
}

const golden = JSON.parse(readFileSync(new URL("../__golden__/linear.json", import.meta.url), "utf8")) as { cases: GoldenCase[] };

const matrix = (columns: readonly ArrayLike<number>[]): Matrix => ({
  rows: columns[0]?.length ?? 0,
  names: columns.map((_, k) => `x${k}`),
  columns: columns.map((column) => Float64Array.from(column)),
});
const numbers = (values: ArrayLike<number>) => ({ kind: "regression", values: Float64Array.from(values) }) as const;

describe("MultivariateLinear", () => {
  it("keeps every rule of an estimator", () => {
    expect(checkEstimator(new MultivariateLinear(), { kind: "regression", restore: restoreMultivariateLinear }).passed).toHaveLength(12);
  });

  it.each(golden.cases)("has scikit-learn's coefficients: $name", ({ columns, y, coefficients, intercept, prediction }) => {
    const x = matrix(columns);
    const fitted = new MultivariateLinear().fit(x, numbers(y));
    const { coefficients: own, intercept: ownIntercept } = fitted.toJSON() as { coefficients: number[]; intercept: number };
    own.forEach((value, k) => {
      const expected = coefficients[k] as number;
      expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected)));
    });
    expect(Math.abs(ownIntercept - intercept)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(intercept)));
    const predicted = fitted.predict(x);
    prediction.forEach((value, row) => {
      expect(Math.abs((predicted[row] as number) - value)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(value)));
    });
  });

  it("gives a constant column no weight, and copies of a column equal shares", () => {
    const x = matrix([
      [1, 2, 3, 4],
      [7, 7, 7, 7],
      [1, 2, 3, 4],
    ]);
    const { coefficients, intercept } = new MultivariateLinear().fit(x, numbers([3, 5, 7, 9])).toJSON() as {
      coefficients: number[];
      intercept: number;
    };
    expect(coefficients.map((value) => Number(value.toFixed(9)))).toEqual([1, 0, 1]);
    expect(intercept).toBeCloseTo(1, 9);
  });

  it("lowers to a graph that predicts the same", () => {
    const { columns, y } = golden.cases[0] as GoldenCase;
    const x = matrix(columns);
    const fitted = new MultivariateLinear().fit(x, numbers(y));
    const graph = new GraphBuilder("linear");
    graph.output(fitted.lower(graph, graph.input("x", "double", ["N", 4])), "double", ["N", 1]);
    const compiled = compileGraph(graph.build({ producer: "test", producerVersion: "1" }));
    const data = Float64Array.from({ length: x.rows * 4 }, (_, at) => x.columns[at % 4]?.[Math.floor(at / 4)] as number);
    const [output] = Object.values(compiled.run({ x: { type: "double", shape: [x.rows, 4], data } }));
    const predicted = fitted.predict(x);
    for (let row = 0; row < x.rows; row++) expect((output as { data: Float64Array }).data[row]).toBeCloseTo(predicted[row] as number, 12);
  });

  it("refuses what it cannot do, with a way out", () => {
    const x = matrix([[1, 2, 3, 4]]);
    const y = numbers([1, 2, 3, 5]);
    const attempt = (run: () => unknown) => expect(run);
    attempt(() => new MultivariateLinear().fit(x, y, { sampleWeight: new Float64Array(4).fill(1) })).toThrow(
      expect.objectContaining({ code: "NOT_SUPPORTED", hint: "use linear_regression" }),
    );
    attempt(() =>
      new MultivariateLinear().fit(x, { kind: "classification", codes: Int32Array.of(0, 1, 0, 1), classes: ["a", "b"] }),
    ).toThrow(expect.objectContaining({ code: "COLUMN_TYPE" }));
    attempt(() => new MultivariateLinear().fit(matrix([[1, Number.NaN, 3, 4]]), y)).toThrow(/a missing value in row 1/);
    const many = new Float64Array(MULTIVARIATE_LINEAR_ROW_LIMIT + 1);
    attempt(() => new MultivariateLinear().fit(matrix([many]), numbers(many))).toThrow(
      expect.objectContaining({ code: "NOT_SUPPORTED", hint: "use linear_regression", message: expect.stringContaining("100001 rows") }),
    );
    const reason = new Error("stop");
    attempt(() => new MultivariateLinear().fit(x, y, { signal: AbortSignal.abort(reason) })).toThrow(reason);
  });
});
