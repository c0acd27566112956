import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Matrix, Target } from "../../estimator/matrix.ts";
import { ElasticNet, Lasso } from "./elastic-net.ts";
import { LogisticRegression } from "./logistic-regression.ts";
import { PoissonRegression } from "./poisson-regression.ts";

interface GoldenCase {
  readonly name: string;
  readonly model: "logistic" | "lasso" | "elastic_net" | "poisson";
  readonly x: number;
  readonly y: number[];
  readonly weights: number[] | null;
  readonly fitIntercept: boolean;
  readonly c?: number;
  readonly alpha?: number;
  readonly l1Ratio?: number;
  /** Of the design as it is, and of its columns brought to mean 0 and deviation 1. */
  readonly condition: number;
  readonly standardCondition: number;
  readonly coefficients: number[][];
  readonly intercepts: number[];
  readonly objective: number;
  /** Probabilities or mean counts of the first rows. */
  readonly means?: number[][];
  readonly sklearn?: { readonly coefficients: number[][]; readonly gradient: number };
}

const golden = JSON.parse(readFileSync(new URL("./__golden__/sklearn.json", import.meta.url), "utf8")) as {
  tables: number[][][];
  cases: GoldenCase[];
};

interface Solution {
  readonly coefficients: readonly ArrayLike<number>[];
  readonly intercepts: ArrayLike<number>;
  readonly converged: boolean;
  readonly means: readonly Float64Array[];
}

function tableOf(one: GoldenCase): Matrix {
  const columns = (golden.tables[one.x] as number[][]).map((column) => Float64Array.from(column));
  return { rows: one.y.length, names: columns.map((_, f) => `x${f}`), columns };
}

function solve(one: GoldenCase, x: Matrix): Solution {
  const sampleWeight = one.weights && Float64Array.from(one.weights);
  const options = sampleWeight ? { sampleWeight } : {};
  const { fitIntercept, alpha, c, l1Ratio } = one;
  if (one.model === "logistic") {
    const classes = [...new Set(one.y)].sort();
    const y: Target = { kind: "classification", codes: Int32Array.from(one.y), classes };
    const fitted = new LogisticRegression({ c, fitIntercept }).fit(x, y, options);
    return { ...fitted, means: fitted.predictProbability(x) };
  }
  const y: Target = { kind: "regression", values: Float64Array.from(one.y) };
  const estimator =
    one.model === "poisson"
      ? new PoissonRegression({ alpha, fitIntercept })
      : one.model === "lasso"
        ? new Lasso({ alpha, fitIntercept })
        : new ElasticNet({ alpha, l1Ratio, fitIntercept });
  const fitted = estimator.fit(x, y, options);
  const converged = fitted.solver?.converged === true;
  return { coefficients: [fitted.coefficients], intercepts: [fitted.intercept], converged, means: [fitted.predict(x)] };
}

const weightOf = (one: GoldenCase, row: number): number => one.weights?.[row] ?? 1;

/** Root mean square deviations of the columns, around 0 without an intercept. */
function spreads(one: GoldenCase, x: Matrix): number[] {
  const total = one.y.reduce((sum, _, row) => sum + weightOf(one, row), 0);
  const average = (of: (row: number) => number): number => one.y.reduce((sum, _, row) => sum + weightOf(one, row) * of(row), 0) / total;
  return x.columns.map((column) => {
    const mean = one.fitIntercept ? average((row) => column[row] as number) : 0;
    return Math.sqrt(average((row) => ((column[row] as number) - mean) ** 2));
  });
}

/** What is minimised, by its definition; scores are summed around the first row, or a common offset of a column would cost digits. */
function objective(one: GoldenCase, { coefficients, intercepts }: Solution, x: Matrix): number {
  const total = one.y.reduce((sum, _, row) => sum + weightOf(one, row), 0);
  const { alpha = 0, l1Ratio = 0, c = 1 } = one;
  const at = (column: Float64Array, row: number): number => column[row] as number;
  const scoreOf = (k: number, row: number): number => {
    const own = coefficients[k] as ArrayLike<number>;
    const origin = x.columns.reduce((sum, column, f) => sum + at(column, 0) * (own[f] as number), intercepts[k] as number);
    return x.columns.reduce((sum, column, f) => sum + (at(column, row) - at(column, 0)) * (own[f] as number), origin);
  };
  let loss = 0;
  for (const [row, target] of one.y.entries()) {
    const scores = coefficients.map((_, k) => scoreOf(k, row));
    if (one.model === "logistic" && scores.length === 1) scores.unshift(0);
    const first = scores[0] as number;
    const largest = Math.max(...scores);
    const sum = scores.reduce((powers, score) => powers + Math.exp(score - largest), 0);
    const own =
      one.model === "logistic"
        ? Math.log(sum) + largest - (scores[target] as number)
        : one.model === "poisson"
          ? Math.exp(first) - target * first
          : (target - first) ** 2 / 2;
    loss += (weightOf(one, row) * own) / total;
  }
  for (const row of coefficients) {
    for (const b of Array.from(row)) {
      if (one.model === "logistic") loss += (b * b) / (2 * c * total);
      else if (one.model === "poisson") loss += (alpha * b * b) / 2;
      else loss += alpha * (l1Ratio * Math.abs(b) + ((1 - l1Ratio) * b * b) / 2);
    }
  }
  return loss;
}

function expectCoefficients(actual: Solution["coefficients"], expected: readonly number[][], spread: readonly number[]): void {
  for (const [k, row] of expected.entries()) {
    for (const [f, value] of row.entries()) {
      // as they would be for columns of deviation 1
      const apart = Math.abs((actual[k]?.[f] as number) - value) * (spread[f] as number);
      expect(apart, `coefficient ${f} of output ${k}`).toBeLessThanOrEqual(1e-8 * Math.max(1, Math.abs(value) * (spread[f] as number)));
    }
  }
}

describe.each(golden.cases)("$model, $name", (one) => {
  const x = tableOf(one);
  const found = solve(one, x);

  it("reaches scikit-learn's optimum, refined", () => {
    expect(found.converged).toBe(true);
    const value = objective(one, found, x);
    expect(Math.abs(value - one.objective)).toBeLessThanOrEqual(1e-12 * Math.max(1e-3, Math.abs(one.objective)));
    for (const [row, means] of (one.means ?? []).entries())
      for (const [k, mean] of means.entries())
        expect(Math.abs((found.means[k]?.[row] as number) - mean)).toBeLessThanOrEqual(1e-8 * Math.max(1, mean));
  });

  it("has scikit-learn's coefficients where the data tell them", () => {
    const spread = spreads(one, x);
    if (one.standardCondition <= 1e6) expectCoefficients(found.coefficients, one.coefficients, spread);
    // with nearly no penalty, the same number added to all classes' coefficients costs scikit-learn nearly nothing
    const told = one.sklearn !== undefined && one.condition <= 1e6 && one.sklearn.gradient <= 1e-10;
    if (told && !one.name.includes("multinomial, nearly no penalty"))
      expectCoefficients(found.coefficients, one.sklearn?.coefficients ?? [], spread);
    const zeros = (rows: readonly ArrayLike<number>[]): boolean[] => rows.flatMap((row) => Array.from(row, (b) => b === 0));
    if (one.model === "lasso") expect(zeros(found.coefficients)).toEqual(zeros(one.coefficients));
  });
});
