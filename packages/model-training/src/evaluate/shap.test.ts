import type { FittedEstimator, FittedFeatures, Matrix, Target } from "@mlops/core/estimator";
import { ExtraTrees, GradientBoosting, LinearRegression, LogisticRegression, PoissonRegression, RandomForest } from "@mlops/core/learn";
import { Random } from "@mlops/core/stats";
import { makeTable } from "@mlops/core/table";
import { describe, expect, it } from "vitest";
import { CalibratedClassifier } from "../calibrate/calibrated-classifier.ts";
import { PlattCalibrator } from "../calibrate/platt.ts";
import { identityFeatures } from "../export/identity-features.ts";
import { linearShap } from "./linear-shap.ts";
import { rowsToExplain, shapSummary } from "./shap.ts";

const ROWS = 250;
const random = new Random(4);
const table = makeTable({
  a: Array.from({ length: ROWS }, () => random.normal()),
  b: Array.from({ length: ROWS }, () => random.normal()),
  c: Array.from({ length: ROWS }, () => random.uniform() < 0.5),
});
const features = identityFeatures(table);
const x = features.toMatrix(table);
const at = (f: number, row: number): number => (x.columns[f] as Float64Array)[row] as number;
const score = Float64Array.from({ length: ROWS }, (_, row) => 2 * at(0, row) - at(1, row) + at(2, row) * at(0, row));
const numbers: Target = { kind: "regression", values: score };
const counts: Target = { kind: "regression", values: score.map((value) => Math.round(Math.exp(value / 4))) };
const two: Target = { kind: "classification", codes: Int32Array.from(score, (value) => (value > 0.5 ? 1 : 0)), classes: ["no", "yes"] };
const three: Target = {
  kind: "classification",
  codes: Int32Array.from(score, (value) => (value > 1 ? 2 : value > -1 ? 1 : 0)),
  classes: ["l", "m", "h"],
};
const boosting = (objective?: "poisson") => new GradientBoosting({ iterations: 12, numLeaves: 6, ...(objective ? { objective } : {}) });

const summary = (model: FittedEstimator, own: FittedFeatures = features, logarithmic = false) =>
  shapSummary({ model, features: own, rows: table, background: x, logarithmic, signal: undefined });
const logit = (p: number): number => Math.log(p / (1 - p));
/** The scores that values have to sum to, by output and row. */
function scoresOf(model: FittedEstimator, logarithmic: boolean): Float64Array[] {
  if (model.kind === "regression") return [logarithmic ? model.predict(x).map(Math.log) : model.predict(x)];
  const p = model.predictProbability(x);
  return [model.name === "random_forest" ? (p[1] as Float64Array) : (p[1] as Float64Array).map(logit)];
}

describe("SHAP values", () => {
  it.each<[string, FittedEstimator, boolean, string]>([
    ["boosted numbers", boosting().fit(x, numbers), false, "prediction"],
    ["boosted counts", boosting("poisson").fit(x, counts), true, "log"],
    ["two boosted classes", boosting().fit(x, two), false, "log_odds"],
    ["counted by a line", new PoissonRegression().fit(x, counts), true, "log"],
    ["a forest of numbers", new RandomForest({ trees: 8 }).fit(x, numbers), false, "prediction"],
    ["a forest of two classes", new RandomForest({ trees: 8 }).fit(x, two), false, "probability"],
    ["a line", new LinearRegression().fit(x, numbers), false, "prediction"],
    ["a logistic line", new LogisticRegression().fit(x, two), false, "log_odds"],
  ])("of %s sum to the prediction minus what is expected", (_, model, logarithmic, scale) => {
    const found = summary(model, features, logarithmic);
    expect(found).toMatchObject({ rows: ROWS, scale });
    const output = found?.outputs[0];
    expect(output?.columns.map(({ column }) => column).sort()).toEqual(["a", "b", "c"]);
    expect(output?.columns[0]?.column).toBe("a");
    // points are every other row (rounded to four digits), in the order of the rows: with all columns they sum to the score
    const [scores] = scoresOf(model, logarithmic) as [Float64Array];
    const points = found?.points ?? [];
    for (let i = 0; i < 100; i++) {
      const sum = points.reduce((total, { values }) => total + (values[i]?.[0] as number), output?.expected as number);
      expect(sum).toBeCloseTo(scores[Math.floor((i * ROWS) / 100)] as number, 2);
    }
  });

  it.each<[string, FittedEstimator, string]>([
    ["boosted", boosting().fit(x, three), "class_scores"],
    ["logistic", new LogisticRegression().fit(x, three), "class_scores"],
    ["forest's", new RandomForest({ trees: 3 }).fit(x, three), "probability"],
    ["extra trees'", new ExtraTrees({ trees: 3 }).fit(x, three), "probability"],
  ])("of three %s classes are given for each", (_, model, scale) => {
    const found = summary(model);
    expect(found?.scale).toBe(scale);
    expect(found?.outputs.map(({ class: name }) => name)).toEqual(["l", "m", "h"]);
    expect(found?.points).toBeUndefined();
  });

  it("are exact to the last digits but few, of trees and of lines", () => {
    const regressor = boosting().fit(x, numbers) as ReturnType<GradientBoosting["fit"]> & { predict(x: Matrix): Float64Array };
    const line = new LinearRegression().fit(x, numbers);
    const classes = new LogisticRegression().fit(x, three);
    const scored = classes.coefficients.map((row, k) =>
      score.map((_, n) => row.reduce((sum, c, f) => sum + c * at(f, n), classes.intercepts[k] as number)),
    );
    for (const [{ expected, values }, scores] of [
      [regressor.shapValues(x), [regressor.predict(x)]],
      [linearShap({ coefficients: [line.coefficients], intercepts: [line.intercept] }, x, x), [line.predict(x)]],
      [linearShap(classes, x, x), scored],
    ] as const)
      for (const [k, own] of scores.entries())
        for (const [row, wanted] of own.entries()) {
          const sum = (values[k] ?? []).reduce((total, column) => total + (column[row] as number), expected[k] as number);
          expect(sum).toBeCloseTo(wanted, 10);
        }
  });

  it("are summed per row over the features that are made of one column, before their size is taken", () => {
    // a against its own mirror image: what one adds, the other takes away in part
    const model = new LinearRegression().fit(x, { kind: "regression", values: score.map((_, row) => at(0, row) - at(1, row)) });
    const joined = { ...features, outputSources: ["both", "both", "c"] };
    const found = summary(model, joined);
    const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / ROWS;
    const [ma, mb] = [mean(x.columns[0] as Float64Array), mean(x.columns[1] as Float64Array)];
    const wanted = mean(score.map((_, row) => Math.abs(at(0, row) - ma - (at(1, row) - mb))));
    expect(found?.outputs[0]?.columns[0]).toEqual({ column: "both", value: expect.closeTo(wanted, 9) });
    expect(found?.points?.[0]?.values[0]?.[1]).toBeNull();
  });

  it("are those of the scores before calibration, and none of a model that is no such sum", () => {
    const model = boosting().fit(x, two);
    const calibrated = new CalibratedClassifier(model as Extract<FittedEstimator, { kind: "classification" }>, [new PlattCalibrator(2, 1)]);
    expect(summary(calibrated)).toEqual(summary(model));
    const other = { kind: "regression", name: "x", features: features.outputNames, importances: null } as unknown as FittedEstimator;
    expect(summary(other)).toBeUndefined();
  });

  it("are computed on 500 rows, on fewer where trees have many leaves, and on as many as are wanted", () => {
    const model = boosting().fit(x, numbers);
    const large = Object.create(model, { leaves: { value: 100_000 } }) as FittedEstimator;
    const huge = Object.create(model, { leaves: { value: 1_000_000 } }) as FittedEstimator;
    expect([model, large, huge].map((one) => rowsToExplain(one, undefined))).toEqual([500, 200, 0]);
    expect([model, huge].map((one) => rowsToExplain(one, 7))).toEqual([7, 7]);
    expect(model.leaves).toBeGreaterThan(24);
  });

  it("are not computed on after an abort, nor on no rows", () => {
    const signal = AbortSignal.abort(new Error("stop"));
    const model = boosting().fit(x, numbers);
    expect(() => shapSummary({ model, features, rows: table, background: x, logarithmic: false, signal })).toThrow("stop");
    const deep = new RandomForest({ trees: 1 }).fit(x, numbers);
    for (const trees of [model, deep]) expect(() => trees.shapValues(x, { signal })).toThrow("stop");
    const none = makeTable({ a: [], b: [], c: [] });
    expect(shapSummary({ model, features, rows: none, background: x, logarithmic: false, signal: undefined })).toBeUndefined();
  });
});
