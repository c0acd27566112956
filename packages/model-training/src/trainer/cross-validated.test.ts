import type { FittedFeatures } from "@mlops/core/estimator";
import { GradientBoosting } from "@mlops/core/learn";
import { columnOf, makeTable, type TableLike, toFloat64 } from "@mlops/core/table";
import { openTracking } from "@mlops/core/tracking";
import { describe, expect, it } from "vitest";
import { trainRows, x } from "../__fixtures__/customers.ts";
import { newHome, tracked } from "../__fixtures__/home.ts";
import { trainCustomers, validated } from "../__fixtures__/train-customers.ts";
import { measure } from "../evaluate/measure.ts";
import { identityFeatures } from "../export/identity-features.ts";
import { crossValidate } from "../folds/cross-validate.ts";
import { plainFolds } from "../folds/split-folds.ts";
import { takeMatrix, takeTarget } from "../folds/take-matrix.ts";

const cv = { crossValidation: { folds: 4 } };
const grouped = trainRows.select("tenure", "visits", "member", "year");

describe("a cross-validated model", () => {
  it("is judged on out-of-fold predictions where there are no validation rows, and may face a threshold", async () => {
    const home = newHome();
    const { details } = await trainCustomers({ ...cv, gate: { threshold: 0.8 } }, { home });
    const { crossValidation } = details;
    expect(details.evaluations.map(({ set }) => set)).toEqual(["out_of_fold", "cross_validation"]);
    expect(details.metrics["auc"]?.n).toBe(400);
    expect(crossValidation).toMatchObject({ method: "stratified", folds: new Array(4).fill({ trained: 300, rows: 100 }) });
    const mean = crossValidation?.metrics["auc"];
    const each = crossValidation?.folds.map(({ metrics }) => metrics["auc"]?.value as number) as number[];
    expect(mean?.value).toBeCloseTo(each.reduce((sum, value) => sum + value, 0) / 4, 12);
    expect(mean?.interval?.[0]).toBeLessThan(Math.min(...each));
    expect(details.gate).toMatchObject({ passed: true, reason: "first_version" });
    const { runs } = await tracked(home, "customers");
    expect(runs[0]?.params).toMatchObject({ "cross_validation.method": "stratified", "cross_validation.folds": "4" });
    expect(runs[0]?.metrics["cross_validation/auc"]).toBeCloseTo(mean?.value as number, 12);
  });

  it("leaves its out-of-fold predictions as a file, which have the metrics that are told", async () => {
    const home = newHome();
    const { details } = await trainCustomers(cv, { home });
    const { tracker, close } = await openTracking({ home });
    const file = await tracker.downloadArtifact({ runId: details.runId }, "out_of_fold.csv").finally(close);
    const [head, ...lines] = new TextDecoder().decode(file).trim().split("\n");
    expect(head).toBe("row,fold,actual,probability_no,probability_yes");
    const cells = lines.map((line) => line.split(","));
    expect(cells.map(([row]) => Number(row))).toEqual(Array.from({ length: 400 }, (_, row) => row));
    const metrics = measure({
      kind: "binary",
      labels: Int32Array.from(cells, ([, , actual]) => Number(actual === "yes")),
      scores: Float64Array.from(cells, (cell) => Number(cell[4])),
    });
    expect(metrics).toEqual(details.metrics);
  });

  it("is still judged on validation rows where there are some", async () => {
    const { details } = await trainCustomers(cv, { ...validated("churned"), home: newHome() });
    expect(details.evaluations.map(({ set }) => set)).toEqual(["validation", "cross_validation"]);
    const plain = await trainCustomers({}, { ...validated("churned"), home: newHome() });
    expect(details.metrics).toEqual(plain.details.metrics);
  });

  it("by time is judged on the rows that follow, and neither time nor group is a feature", async () => {
    const byTime = await trainCustomers({ crossValidation: { folds: 2, timeBy: "year" } }, { home: newHome() }, grouped);
    expect(byTime.details).toMatchObject({ features: 3, crossValidation: { method: "time", folds: [{}, {}] } });
    const later = Array.from(trainRows.array("year") as ArrayLike<number>).filter((year) => year > 2016).length;
    expect(byTime.details.metrics["auc"]?.n).toBe(later);
    const byGroup = await trainCustomers({ crossValidation: { folds: 3, groupBy: "year" } }, { home: newHome() }, grouped);
    expect(byGroup.details).toMatchObject({ features: 3, crossValidation: { method: "grouped", folds: [{}, {}, {}] } });
  });

  it("is not compared with a champion that may have learned from the same rows", async () => {
    const attempt = trainCustomers({ ...cv, gate: { minImprovement: 0 } }, { home: newHome() });
    await expect(attempt).rejects.toMatchObject({
      code: "PARAMETER_INVALID",
      message: expect.stringContaining("may have learned from these rows"),
    });
  });

  it("of numbers and of several classes has folds, too", async () => {
    const numbers = await trainCustomers(
      { ...cv, target: "value", algorithm: "ridge", parameters: {} },
      { home: newHome() },
      trainRows.select("tenure", "member"),
    );
    expect(numbers.details.crossValidation).toMatchObject({ method: "plain", metrics: { rmse: { n: 400 } } });
    const classes = await trainCustomers({ ...cv, target: "segment" }, { home: newHome() });
    expect(classes.details.crossValidation?.metrics["accuracy"]?.value).toBeGreaterThan(0.6);
    expect(classes.details.confusion?.counts.flat().reduce((sum, n) => sum + n, 0)).toBe(400);
  });
});

describe("crossValidate", () => {
  const features = identityFeatures(x(trainRows));
  const rows = {
    raw: x(trainRows),
    features,
    x: features.toMatrix(x(trainRows)),
    y: { kind: "regression" as const, values: toFloat64(columnOf(trainRows, "value")) },
    weights: undefined,
  };
  const plan = { method: "plain" as const, folds: plainFolds(400, 3, 1) };
  const estimator = new GradientBoosting({ iterations: 5 });

  it("predicts each fold by what the other rows teach", async () => {
    const { predictions, foldOf } = await crossValidate(estimator, rows, plan, { seed: 0 });
    for (const [at, { train, test }] of plan.folds.entries()) {
      const model = estimator.fit(takeMatrix(rows.x, train), takeTarget(rows.y, train) as typeof rows.y, { seed: 0 });
      expect(Array.from(test, (row) => predictions[0]?.[row])).toEqual([...model.predict(takeMatrix(rows.x, test))]);
      expect([...new Set(Array.from(test, (row) => foldOf[row]))]).toEqual([at]);
    }
  });

  it("learns features anew from the rows of each fold", async () => {
    const seen: number[] = [];
    const learning: FittedFeatures & { fit(table: TableLike): FittedFeatures } = {
      ...features,
      fit(table) {
        seen.push(table.numRows());
        return features;
      },
    };
    const own = await crossValidate(estimator, { ...rows, features: learning }, plan, { seed: 0 });
    expect(seen).toEqual(plan.folds.map(({ train }) => train.length));
    expect(own.predictions).toEqual((await crossValidate(estimator, rows, plan, { seed: 0 })).predictions);
  });

  it("stops between folds", async () => {
    const controller = new AbortController();
    const onFold = () => controller.abort(new Error("stop"));
    await expect(crossValidate(estimator, rows, plan, { seed: 0, signal: controller.signal, onFold })).rejects.toThrow("stop");
  });
});

const columnsOf = (table: TableLike) => Object.fromEntries(table.columnNames().map((name) => [name, columnOf(table, name)]));

it("weighs rows and classes in every fit", async () => {
  const weights = Float64Array.from({ length: 400 }, (_, row) => (row < 200 ? 1 : 0));
  const half = await trainCustomers({}, { ...validated("churned"), home: newHome(), sampleWeight: weights });
  const plain = await trainCustomers({}, { ...validated("churned"), home: newHome() });
  expect(half.details.metrics["auc"]).not.toEqual(plain.details.metrics["auc"]);
  const weighted = makeTable({ ...columnsOf(x(trainRows)), weight: weights });
  const byColumn = await trainCustomers(
    { weightColumn: "weight", evaluation: { weighted: false } },
    { ...validated("churned"), home: newHome() },
    weighted,
  );
  expect(byColumn.details.metrics).toEqual(half.details.metrics);
  expect(byColumn.details.features).toBe(3);
  const recall = async (classWeight: unknown) =>
    (await trainCustomers({ classWeight }, { ...validated("churned"), home: newHome() })).details.metrics["recall"]?.value as number;
  expect(await recall({ yes: 20 })).toBeGreaterThan(await recall({ yes: 0.05 }));
  expect(await recall({ yes: 1, no: 1 })).toBe(plain.details.metrics["recall"]?.value);
});
