import type { FittedRegressor, Matrix } from "@mlops/core/estimator";
import { GradientBoosting } from "@mlops/core/learn";
import { aq, columnOf, makeTable, toFloat64 } from "@mlops/core/table";
import { describe, expect, it } from "vitest";
import { trainRows, validationRows, x, y } from "../__fixtures__/customers.ts";
import { newHome } from "../__fixtures__/home.ts";
import { trainCustomers, validated } from "../__fixtures__/train-customers.ts";
import { identityFeatures } from "../export/identity-features.ts";
import { confusionOf } from "./confusion.ts";
import { learningCurve } from "./learning-curve.ts";
import { partialDependence } from "./partial-dependence.ts";
import { permutationImportances } from "./permutation.ts";
import type { Probe } from "./probe.ts";
import { sliceMetrics } from "./slices.ts";

const table = makeTable({
  a: [1, 2, 3, 4, 5, 6, 7, 8],
  b: [1, 0, 1, 0, 1, 0, 1, 0],
  flag: [true, false, null, true, false, true, false, true],
});

/** Predicts 2a + b, whatever the flag. */
const model: FittedRegressor = {
  kind: "regression",
  name: "known",
  features: ["a", "b", "flag"],
  importances: null,
  predict: ({ rows, columns: [a, b] }: Matrix) =>
    Float64Array.from({ length: rows }, (_, row) => 2 * (a?.[row] as number) + (b?.[row] as number)),
  lower: (_, input) => input,
  toJSON: () => ({}),
};
const probe: Probe = {
  model,
  features: identityFeatures(table),
  rows: table,
  truth: { kind: "regression", actual: Float64Array.from([3, 4, 7, 8, 11, 12, 15, 16]) },
  threshold: undefined,
  signal: undefined,
};

describe("permutation importances", () => {
  it("are what shuffling costs, most important first, with an interval over the shuffles", () => {
    const found = permutationImportances(probe, "rmse", 8, 3);
    expect(found).toMatchObject({ metric: "rmse", rows: 8, repeats: 8 });
    expect(found?.columns.map(({ column }) => column)).toEqual(["a", "b", "flag"]);
    const [a, b, flag] = found?.columns ?? [];
    expect(a?.value).toBeGreaterThan(2);
    expect(b?.value).toBeGreaterThan(0);
    expect(b?.interval?.[0]).toBeLessThan(b?.value as number);
    expect(flag).toEqual({ column: "flag", value: 0, interval: [0, 0] });
    expect(permutationImportances(probe, "rmse", 8, 3)).toEqual(found);
    expect(permutationImportances(probe, "rmse", 1, 3)?.columns[0]?.interval).toBeNull();
  });

  it("are none where they are not wanted or the metric is undefined", () => {
    expect(permutationImportances(probe, "rmse", 0, 3)).toBeUndefined();
    const zero: Probe = { ...probe, truth: { kind: "regression", actual: new Float64Array(8) } };
    expect(permutationImportances(zero, "mape", 2, 3)).toBeUndefined();
  });

  it("turn round for metrics where more is better", () => {
    expect(permutationImportances(probe, "r2", 3, 1)?.columns[0]).toMatchObject({ column: "a", value: expect.closeTo(2, 0) });
  });

  it("end with the signal", () => {
    const aborted = { ...probe, signal: AbortSignal.abort(new Error("stop")) };
    expect(() => permutationImportances(aborted, "rmse", 2, 1)).toThrow("stop");
  });
});

describe("partial dependence", () => {
  it("is the mean prediction by value", () => {
    const [a, b, flag] = partialDependence(probe, ["a", "b", "flag"]);
    expect(a?.points).toHaveLength(20);
    for (const { x: value, y: mean } of a?.points ?? []) expect(mean).toBeCloseTo(2 * Number(value) + 0.5, 12);
    expect(a?.points[0]?.x).toBeCloseTo(1.35, 12);
    expect(b?.points.map(({ x: value }) => value)).toContain(0);
    expect(flag?.points).toEqual([
      { x: "false", y: 9.5 },
      { x: "true", y: 9.5 },
    ]);
    expect(a).not.toHaveProperty("class");
  });

  it("has the most frequent texts, and nothing for a column without a value", () => {
    const texts = aq.table({ city: ["Rome", "Oslo", "Rome", null], empty: [null, null, null, null] });
    const codes = aq.table({ city: ["10", "9", "9", "100"], empty: [null, null, null, null] });
    const counting: Probe = {
      ...probe,
      rows: texts,
      model: { ...model, predict: ({ rows }: Matrix) => new Float64Array(rows).fill(1) },
      features: {
        ...identityFeatures(table),
        inputColumns: [
          { name: "city", kind: "string", nullable: true },
          { name: "empty", kind: "numeric", nullable: true },
        ],
        toMatrix: (rows) => ({ rows: rows.numRows(), names: [], columns: [] }),
      },
    };
    expect(partialDependence(counting, ["city", "empty"])).toEqual([
      {
        column: "city",
        points: [
          { x: "Oslo", y: 1 },
          { x: "Rome", y: 1 },
        ],
      },
    ]);
    expect(partialDependence({ ...counting, rows: codes }, ["city"])[0]?.points.map(({ x: code }) => code)).toEqual(["9", "10", "100"]);
  });
});

describe("slices", () => {
  it("stand worst first, undefined ones last", () => {
    const outcome = { kind: "regression" as const, actual: Float64Array.of(1, 2, 3, 4), predicted: Float64Array.of(1, 2, 4, 6) };
    const rows = makeTable({ shop: ["a", "a", "b", "c"] });
    expect(sliceMetrics(outcome, rows, ["shop"], "mae").map(({ value, metric }) => [value, metric.value])).toEqual([
      ["c", 2],
      ["b", 1],
      ["a", 0],
    ]);
    const undefinedOnes = sliceMetrics(outcome, rows, ["shop"], "r2").map(({ value, metric }) => [value, metric.value]);
    expect(undefinedOnes[0]).toEqual(["a", 1]);
    expect(undefinedOnes[1]?.[1]).toBeNull();
    const likely = { kind: "binary" as const, labels: Int32Array.of(0, 1, 0, 1), scores: Float64Array.of(0.1, 0.9, 0.8, 0.7) };
    expect(sliceMetrics(likely, rows, ["shop"], "accuracy")[0]).toMatchObject({
      column: "shop",
      value: "b",
      rows: 1,
      metric: { value: 0 },
    });
  });
});

describe("confusion", () => {
  it("counts rows of known class by what they were called", () => {
    const binary = { kind: "binary" as const, labels: Int32Array.of(0, 1, 1, -1), scores: Float64Array.of(0.2, 0.3, 0.9, 0.9) };
    expect(confusionOf(binary, ["no", "yes"])).toEqual({
      classes: ["no", "yes"],
      counts: [
        [1, 0],
        [1, 1],
      ],
    });
    expect(confusionOf({ ...binary, threshold: 0.25 }, ["no", "yes"])?.counts).toEqual([
      [1, 0],
      [0, 2],
    ]);
    const many = { kind: "multiclass" as const, labels: Int32Array.of(2), probabilities: [0.1, 0.7, 0.2].map((p) => Float64Array.of(p)) };
    expect(confusionOf(many, [1, 2, 3])?.counts).toEqual([
      [0, 0, 0],
      [0, 0, 0],
      [0, 1, 0],
    ]);
    expect(confusionOf({ kind: "regression", actual: new Float64Array(1), predicted: new Float64Array(1) }, null)).toBeUndefined();
  });
});

describe("a learning curve", () => {
  const features = identityFeatures(x(trainRows));
  const rows = {
    x: features.toMatrix(x(trainRows)),
    y: { kind: "regression" as const, values: toFloat64(columnOf(trainRows, "value")) },
    weights: new Float64Array(400).fill(2),
    judged: {
      x: features.toMatrix(x(validationRows)),
      truth: { kind: "regression" as const, actual: toFloat64(columnOf(validationRows, "value")) },
    },
  };

  it("gets better with more rows, and repeats by seed", async () => {
    const estimator = new GradientBoosting({ iterations: 20 });
    const options = { metric: "rmse", shares: [1, 0.15, 1], seed: 1 };
    const curve = await learningCurve(estimator, rows, options);
    expect(curve?.points.map(({ rows: n }) => n)).toEqual([60, 400]);
    const [few, all] = curve?.points ?? [];
    expect(all?.validation).toBeLessThan(few?.validation as number);
    expect(all?.train).toBeLessThan(all?.validation as number);
    expect(all?.interval?.[0]).toBeLessThan(all?.validation as number);
    expect(await learningCurve(estimator, rows, options)).toEqual(curve);
  });

  it("says which share lacks a class, and ends with the signal", async () => {
    const labels = { kind: "classification" as const, classes: ["a", "b"], codes: new Int32Array(400).fill(0).fill(1, 0, 1) };
    const attempt = learningCurve(new GradientBoosting(), { ...rows, y: labels }, { metric: "auc", shares: [0.01], seed: 0 });
    await expect(attempt).rejects.toMatchObject({ code: "TOO_FEW_ROWS", hint: expect.stringContaining("a share of 0.01 lacks a class") });
    const signal = AbortSignal.abort(new Error("stop"));
    await expect(learningCurve(new GradientBoosting(), rows, { metric: "rmse", shares: [1], seed: 0, signal })).rejects.toThrow("stop");
  });
});

it("all of it is in the details of a training, and only what is asked for", async () => {
  const config = { evaluation: { slices: ["year", "member"], learningCurve: [0.5, 1], partialDependence: 2, sampleRows: 50, shap: 1000 } };
  const rows = trainRows.select("tenure", "visits", "member", "year");
  const judged = { xVal: validationRows.select("tenure", "visits", "member", "year"), yVal: y(validationRows, "churned"), home: newHome() };
  const { details } = await trainCustomers(config, judged, rows);
  expect(details.permutation).toMatchObject({ metric: "auc", rows: 50, repeats: 5 });
  expect(details.permutation?.columns[0]?.column).toBe("tenure");
  expect(details.partialDependence).toMatchObject([{ column: "tenure", class: "yes" }, {}]);
  expect(details.slices?.map(({ column }) => column).sort()).toEqual(["member", "member", "year", "year", "year"]);
  expect(details.slices?.every(({ rates }) => rates !== undefined)).toBe(true);
  expect(details.shap).toMatchObject({ rows: 100, scale: "log_odds" });
  expect(details.learningCurve?.points.map(({ rows: n }) => n)).toEqual([200, 400]);
  const none = { evaluation: { permutationRepeats: 0, partialDependence: 0, shap: 0 } };
  const bare = await trainCustomers(none, { ...validated("churned"), home: newHome() });
  for (const part of ["permutation", "partialDependence", "shap", "slices", "learningCurve", "crossValidation", "search", "threshold"])
    expect(bare.details).not.toHaveProperty(part);
  const alone = await trainCustomers(
    { target: "segment", crossValidation: { folds: 3 }, evaluation: { learningCurve: [1], partialDependence: 1 } },
    { home: newHome() },
  );
  expect(alone.details.learningCurve?.points[0]?.rows).toBe(320);
  expect(alone.details.partialDependence?.map(({ class: label }) => label)).toEqual(["high", "low", "middle"]);
});
