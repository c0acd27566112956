import { ConfigError, DataError } from "@mlops/models/errors";
import { describe, expect, it } from "vitest";
import type { Estimator, FittedRegressor } from "../../estimator/estimator.ts";
import type { Matrix, Target } from "../../estimator/matrix.ts";
import { Random } from "../../stats/random.ts";
import { ElasticNet, Lasso } from "./elastic-net.ts";
import { LinearRegression, Ridge } from "./linear-regression.ts";
import { LogisticRegression } from "./logistic-regression.ts";
import { PoissonRegression } from "./poisson-regression.ts";

const ROWS = 90;

function sample(width = 3, rows = ROWS): Matrix {
  const random = new Random("bad input");
  const columns = Array.from({ length: width }, () => Float64Array.from({ length: rows }, () => random.normal()));
  return { rows, names: columns.map((_, f) => `x${f}`), columns };
}

function withColumn(x: Matrix, column: Float64Array): Matrix {
  return { ...x, columns: [column, ...x.columns.slice(1)] };
}

const regressors: readonly (readonly [string, () => Estimator<FittedRegressor>])[] = [
  ["least squares", () => new LinearRegression()],
  ["ridge", () => new Ridge()],
  ["lasso", () => new Lasso({ alpha: 0.01 })],
  ["elastic net", () => new ElasticNet({ alpha: 0.01 })],
  ["Poisson regression", () => new PoissonRegression({ alpha: 1e-3 })],
];
const all: readonly (readonly [string, () => Estimator])[] = [...regressors, ["logistic regression", () => new LogisticRegression()]];

function targetOf(estimator: Estimator, x: Matrix): Target {
  const scores = Float64Array.from(x.columns[0] as Float64Array, (value, row) => value + ((row * 7) % 5) / 2);
  if (estimator.name === "logistic_regression")
    return { kind: "classification", codes: Int32Array.from(scores, (score) => (score > 1 ? 1 : 0)), classes: ["no", "yes"] };
  return { kind: "regression", values: scores.map((score) => Math.max(0, Math.round(score))) };
}

function thrown(run: () => unknown): DataError {
  try {
    run();
  } catch (error) {
    if (DataError.isInstance(error)) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe.each(all)("%s", (_, make) => {
  const x = sample();
  const estimator = make();
  const y = targetOf(estimator, x);

  it.each([
    ["a feature that is missing throughout", (column: Float64Array) => column.fill(Number.NaN), /column "x0".*missing value in row 0/],
    ["one missing value", (column: Float64Array) => column.fill(Number.NaN, 7, 8), /column "x0".*missing value in row 7/],
    ["an infinity", (column: Float64Array) => column.fill(Number.NEGATIVE_INFINITY, 9, 10), /column "x0".*-Infinity in row 9/],
    ["values whose distances overflow", (column: Float64Array) => column.map((__, row) => (row % 2 ? 1.7e308 : -1.7e308)), /overflow/],
  ])("refuses %s", (__, change, message) => {
    const error = thrown(() => estimator.fit(withColumn(x, change((x.columns[0] as Float64Array).slice())), y));
    expect(error.code).toBe("VALUE_INVALID");
    expect(error.message).toMatch(message);
  });

  it("refuses a weight that is no number", () => {
    const sampleWeight = new Float64Array(ROWS).fill(1).with(4, Number.NaN);
    expect(thrown(() => estimator.fit(x, y, { sampleWeight })).message).toMatch(/NaN in row 4/);
  });

  it("gives a constant feature no weight, one as large as 1e15 too", () => {
    for (const value of [0, 0.1, 1e15]) {
      const fitted = estimator.fit(withColumn(x, new Float64Array(ROWS).fill(value)), y).toJSON();
      const coefficients = [fitted["coefficients"]].flat(2) as number[];
      expect(coefficients[0]).toBe(0);
      expect(coefficients.every(Number.isFinite)).toBe(true);
    }
  });

  it("takes a feature whose values differ in their last digit alone", () => {
    const last = Float64Array.from({ length: ROWS }, (_, row) => 1e15 + (row % 3 === 0 ? 0.125 : 0));
    const coefficients = [estimator.fit(withColumn(x, last), y).toJSON()["coefficients"]].flat(2) as number[];
    expect(coefficients.every(Number.isFinite)).toBe(true);
  });

  it("has a finite solution for columns that repeat each other and for more columns than rows", () => {
    const repeated = { ...x, names: [...x.names, "x3", "x4"], columns: [...x.columns, x.columns[0], x.columns[1]] } as Matrix;
    const wide = sample(40, 20);
    for (const matrix of [repeated, wide]) {
      const fitted = estimator.fit(matrix, targetOf(estimator, matrix));
      const predicted = fitted.kind === "regression" ? [fitted.predict(matrix)] : fitted.predictProbability(matrix);
      expect(predicted.every((values) => values.every(Number.isFinite))).toBe(true);
    }
  });

  it("stops within a pass when it is aborted", () => {
    const reason = new Error("enough");
    const controller = new AbortController();
    const calls: [number, number][] = [];
    const onProgress = (done: number, total: number): void => {
      calls.push([done, total]);
      if (calls.length === 1) controller.abort(reason);
    };
    expect(() => estimator.fit(x, y, { signal: controller.signal, onProgress })).toThrow(reason);
    expect(calls).toHaveLength(1);
  });
});

describe.each(regressors)("%s", (name, make) => {
  it("answers a constant target with the constant", () => {
    const x = sample();
    for (const value of [0, 3, 1e-12, 1e9]) {
      if (value === 0 && name.startsWith("Poisson")) continue;
      const fitted = make().fit(x, { kind: "regression", values: new Float64Array(ROWS).fill(value) });
      for (const predicted of fitted.predict(x)) expect(Math.abs(predicted - value)).toBeLessThanOrEqual(1e-9 * value);
    }
  });
});

describe("parameters out of range", () => {
  it.each([
    [() => new Lasso({ alpha: -1 }), "alpha"],
    [() => new Lasso({ alpha: Number.POSITIVE_INFINITY }), "alpha"],
    [() => new Lasso({ maxIterations: 0 }), "maxIterations"],
    [() => new Lasso({ tolerance: 0 }), "tolerance"],
    [() => new ElasticNet({ l1Ratio: 1.1 }), "l1Ratio"],
    [() => new ElasticNet({ l1Ratio: Number.NaN }), "l1Ratio"],
    [() => new PoissonRegression({ alpha: Number.NaN }), "alpha"],
    [() => new PoissonRegression({ maxIterations: 1.5 }), "maxIterations"],
    [() => new PoissonRegression({ tolerance: -1 }), "tolerance"],
  ])("are refused by name: %s", (make, parameter) => {
    expect(make).toThrow(ConfigError);
    expect(make).toThrow(expect.objectContaining({ code: "PARAMETER_INVALID", fields: expect.objectContaining({ parameter }) }));
  });
});

describe("Poisson regression", () => {
  const x = sample();
  const fit = (values: Float64Array, sampleWeight?: Float64Array) =>
    new PoissonRegression().fit(x, { kind: "regression", values }, sampleWeight ? { sampleWeight } : {});

  it("refuses counts below 0 and counts that are all 0", () => {
    const counts = new Float64Array(ROWS).fill(2);
    expect(thrown(() => fit(counts.with(5, -1))).message).toMatch(/-1 in row 5/);
    expect(thrown(() => fit(new Float64Array(ROWS))).message).toMatch(/all counts with weight are 0/);
    const weights = new Float64Array(ROWS).with(3, 1);
    expect(thrown(() => fit(counts.with(3, 0), weights)).message).toMatch(/all counts with weight are 0/);
    expect(thrown(() => new PoissonRegression().fit(x, targetOf(new LogisticRegression(), x))).code).toBe("COLUMN_TYPE");
  });

  it("ignores rows without weight", () => {
    const counts = targetOf(new PoissonRegression(), x) as { values: Float64Array };
    const sampleWeight = Float64Array.from({ length: ROWS }, (_, row) => (row < 60 ? 1 : 0));
    const odd = counts.values.map((value, row) => (row < 60 ? value : 1e6));
    const head = { ...x, rows: 60, columns: x.columns.map((column) => column.slice(0, 60)) };
    const alone = new PoissonRegression().fit(head, { kind: "regression", values: counts.values.slice(0, 60) });
    for (const [f, value] of fit(odd, sampleWeight).coefficients.entries()) expect(value).toBeCloseTo(alone.coefficients[f] as number, 10);
  });
});
