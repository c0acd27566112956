import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Matrix } from "../estimator/matrix.ts";
import { GradientBoosting, type GradientBoostingOptions, LinearRegression, LogisticRegression, Ridge } from "./index.ts";

interface GoldenCase {
  readonly name: string;
  readonly model: string;
  readonly x: number;
  readonly y: number[];
  readonly weights: number[] | null;
  readonly coefficients?: number[] & number[][];
  readonly intercept?: number;
  readonly intercepts?: number[];
  readonly c?: number;
  readonly fitIntercept?: boolean;
  readonly probability?: number[][];
  readonly prediction?: number[];
  readonly options?: GradientBoostingOptions;
}

const golden = JSON.parse(readFileSync(new URL("./__golden__/sklearn.json", import.meta.url), "utf8")) as {
  matrices: (number | null)[][][];
  cases: GoldenCase[];
};

function matrixAt(index: number): Matrix {
  const columns = (golden.matrices[index] as (number | null)[][]).map((column) =>
    Float64Array.from(column, (value) => value ?? Number.NaN),
  );
  return { rows: (columns[0] as Float64Array).length, names: columns.map((_, f) => `x${f}`), columns };
}

function head(x: Matrix, rows: number): Matrix {
  return { ...x, rows, columns: x.columns.map((column) => column.slice(0, rows)) };
}

function classesOf(y: readonly number[]) {
  return { kind: "classification", codes: Int32Array.from(y), classes: [...new Set(y)].sort((a, b) => a - b) } as const;
}

function expectClose(actual: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  for (const [at, value] of expected.entries()) {
    expect(Math.abs((actual[at] as number) - value), `element ${at}: ${actual[at]} and ${value}`).toBeLessThanOrEqual(
      tolerance * Math.max(1, Math.abs(value)),
    );
  }
}

const of = (...models: string[]) => golden.cases.filter((one) => models.some((model) => one.model.startsWith(model)));
const weightsOf = (one: GoldenCase) => (one.weights === null ? {} : { sampleWeight: Float64Array.from(one.weights) });

describe.each(of("linear_regression", "ridge"))("$model, $name", (one) => {
  it("has scikit-learn's coefficients", () => {
    const intercept = one.intercept as number;
    const fitIntercept = intercept !== 0;
    const estimator = one.model.startsWith("ridge")
      ? new Ridge({ alpha: Number(one.model.slice(5)) })
      : new LinearRegression({ fitIntercept });
    const fitted = estimator.fit(matrixAt(one.x), { kind: "regression", values: Float64Array.from(one.y) }, weightsOf(one));
    expectClose(fitted.coefficients, one.coefficients as number[], 1e-10);
    expectClose([fitted.intercept], [intercept], 1e-10);
  });
});

describe.each(of("logistic_regression"))("$model, $name", (one) => {
  it("has scikit-learn's coefficients and probabilities", () => {
    const x = matrixAt(one.x);
    const estimator = new LogisticRegression({ c: one.c, fitIntercept: one.fitIntercept });
    const fitted = estimator.fit(x, classesOf(one.y), weightsOf(one));
    expect(fitted.converged).toBe(true);
    for (const [k, row] of (one.coefficients as number[][]).entries()) expectClose(fitted.coefficients[k] as Float64Array, row, 1e-8);
    const intercepts = one.intercepts as number[];
    const mean = intercepts.length > 1 ? intercepts.reduce((sum, value) => sum + value, 0) / intercepts.length : 0;
    expectClose(
      fitted.intercepts,
      intercepts.map((value) => value - mean),
      1e-8,
    );
    const probabilities = fitted.predictProbability(head(x, 10));
    for (const [k, p] of probabilities.entries())
      expectClose(
        p,
        (one.probability as number[][]).map((row) => row[k] as number),
        1e-8,
      );
  });
});

describe.each(of("gradient_boosting"))("$model of $name", (one) => {
  it("predicts what scikit-learn's HistGradientBoosting predicts, missing values included", () => {
    const x = matrixAt(one.x);
    const estimator = new GradientBoosting({ iterations: 15, numLeaves: 8, minSamplesLeaf: 10, l2: 0.5, ...one.options });
    if (one.prediction !== undefined) {
      const fitted = estimator.fit(x, { kind: "regression", values: Float64Array.from(one.y) });
      expectClose(fitted.predict(head(x, 40)), one.prediction, 1e-6);
      return;
    }
    const probabilities = estimator.fit(x, classesOf(one.y)).predictProbability(head(x, 40));
    for (const [k, p] of probabilities.entries())
      expectClose(
        p,
        (one.probability as number[][]).map((row) => row[k] as number),
        1e-6,
      );
  });
});
