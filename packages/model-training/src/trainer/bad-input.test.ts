import { makeTable } from "@mlops/core/table";
import { TrainingConfig } from "@mlops/models";
import { describe, expect, it } from "vitest";
import { newHome, tracked } from "../__fixtures__/home.ts";
import { trainCustomers, validated } from "../__fixtures__/train-customers.ts";
import { dataWarnings } from "./data-warnings.ts";
import { train } from "./train.ts";
import type { TrainOptions } from "./train-options.ts";

const ROWS = 60;
const a = Array.from({ length: ROWS }, (_, row) => row % 13);
const labels = a.map((value) => (value > 6 ? "high" : "low"));
const attempt = (config: object, columns: Record<string, unknown[]>, target: readonly unknown[], options: TrainOptions = {}) =>
  train(
    TrainingConfig.parse({ parameters: { minSamplesLeaf: 2, iterations: 5 }, ...config }),
    {},
    makeTable(columns as never),
    target as string[],
    {
      home: newHome(),
      ...options,
    },
  );

describe("what cannot be learned from is refused", () => {
  it.each<[string, object, Record<string, unknown[]>, readonly unknown[], string, RegExp]>([
    ["one class only", {}, { a }, a.map(() => "x"), "SINGLE_CLASS", /"target" has a single class/],
    ["labels with a gap", {}, { a }, labels.with(7, null as never), "VALUE_INVALID", /"target".*a missing value in row 7/],
    [
      "an infinite target",
      { task: "regression" },
      { a },
      a.map((v, row) => (row === 3 ? Infinity : v + 0.5)),
      "VALUE_INVALID",
      /"target".*Infinity in row 3/,
    ],
    ["an identifier as target", {}, { a }, a.map((_, row) => `id${row}`), "VALUE_INVALID", /60 classes in 60 rows/],
    [
      "infinities in a linear model",
      { algorithm: "logistic_regression", parameters: {} },
      { a: a.with(2, Infinity) },
      labels,
      "VALUE_INVALID",
      /column "a".*Infinity.*row 2/,
    ],
    [
      "a feature without a value in a linear model",
      { algorithm: "ridge", parameters: {}, task: "regression" },
      { a, b: a.map(() => Number.NaN) },
      a.map((v) => v + 0.5),
      "VALUE_INVALID",
      /column "b"/,
    ],
    [
      "fewer rows than folds",
      { crossValidation: { folds: 61, method: "plain" } },
      { a },
      labels,
      "TOO_FEW_ROWS",
      /60 rows are too few; 61/,
    ],
    [
      "fewer rows of a class than folds",
      { crossValidation: { folds: 5 } },
      { a },
      labels.map((_, row) => (row < 3 ? "rare" : "often")),
      "TOO_FEW_ROWS",
      /3 rows are too few; 5/,
    ],
    [
      "a class of one row in a search",
      { search: { space: { l2: { range: [0, 1] } } } },
      { a },
      labels.map((_, row) => (row < 1 ? "rare" : "often")),
      "TOO_FEW_ROWS",
      /1 rows are too few; 2/,
    ],
    [
      "class weights of numbers",
      { classWeight: "balanced", task: "regression" },
      { a },
      a.map((v) => v + 0.5),
      "PARAMETER_INVALID",
      /no classes/,
    ],
    ["the weight of no class", { classWeight: { middle: 2 } }, { a }, labels, "PARAMETER_INVALID", /"middle" is no class/],
    [
      "class weights without row weights in the learner",
      { algorithm: "multivariate_linear", parameters: {}, task: "regression" },
      { a, b: a.map((v) => v * v) },
      a.map((v) => v + 0.5),
      "none",
      /./,
    ],
    [
      "more levels than trees can split",
      { parameters: { categorical: ["b"], iterations: 2 }, task: "regression" },
      { b: Array.from({ length: 1500 }, (_, row) => row) },
      Array.from({ length: 1500 }, (_, row) => row % 7),
      "VALUE_INVALID",
      /feature "b" .*(levels|1000|1,000)/,
    ],
    [
      "no row left to watch for early stopping",
      { parameters: { earlyStoppingRounds: 3, minSamplesLeaf: 1 }, task: "regression" },
      { a: [1] },
      [2.5],
      "TOO_FEW_ROWS",
      /./,
    ],
    ["a slice of a column that is not there", { evaluation: { slices: ["city"] } }, { a }, labels, "COLUMN_MISSING", /"city"/],
  ])("%s", async (_, config, columns, target, code, message) => {
    const run = attempt(config, columns, target);
    if (code === "none") await expect(run).resolves.toBeDefined();
    else await expect(run).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it.each<[string, unknown[] | Float64Array, string, RegExp]>([
    ["a NaN weight", Float64Array.from(a).fill(Number.NaN, 4, 5), "VALUE_INVALID", /sampleWeight.*a missing weight in row 4/],
    ["a missing weight", a.with(4, null as never), "VALUE_INVALID", /a missing weight in row 4/],
    ["a negative weight", a.map((_, row) => (row === 5 ? -1 : 1)), "VALUE_INVALID", /-1 in row 5/],
    ["an infinite weight", a.map((_, row) => (row === 5 ? Infinity : 1)), "VALUE_INVALID", /Infinity in row 5/],
    ["weights of another length", [1], "COLUMN_LENGTH", /has 1 rows, not 60/],
    ["weights that are texts", labels, "COLUMN_TYPE", /"sampleWeight" is string/],
    ["weights that are all 0", new Float64Array(ROWS), "VALUE_INVALID", /all weights are 0/],
    ["a class without weight", Float64Array.from(labels, (label) => Number(label === "low")), "VALUE_INVALID", /./],
  ])("%s", async (_, sampleWeight, code, message) => {
    const run = attempt({}, { a }, labels, { sampleWeight: sampleWeight as Float64Array });
    await expect(run).rejects.toMatchObject({
      code: expect.stringMatching(new RegExp(`${code}|SINGLE_CLASS`)),
      message: expect.stringMatching(message),
    });
  });

  it.each<[string, TrainOptions, string, RegExp]>([
    [
      "a gap in the validation labels",
      { xVal: makeTable({ a }), yVal: labels.with(3, null as never) },
      "VALUE_INVALID",
      /validation.*a missing value in row 3/,
    ],
    [
      "a class that validation alone has",
      { xVal: makeTable({ a }), yVal: labels.with(3, "new" as never) },
      "VALUE_INVALID",
      /"new" in row 3 is no class/,
    ],
    ["validation rows without a column", { xVal: makeTable({ b: a }), yVal: labels }, "COLUMN_MISSING", /"a"/],
    ["no validation rows", { xVal: makeTable({ a: [] }), yVal: [] }, "TABLE_EMPTY", /validation/],
  ])("%s", async (_, options, code, message) => {
    await expect(attempt({}, { a }, labels, options)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it("an algorithm that has no graph", async () => {
    const run = attempt({ algorithm: "k_nearest_neighbours", parameters: {} }, { a }, labels);
    await expect(run).rejects.toMatchObject({ code: "NOT_SUPPORTED", message: "an ONNX graph of k_nearest_neighbours is not supported" });
  });

  it("row weights where the learner has none", async () => {
    const run = attempt(
      { algorithm: "multivariate_linear", parameters: {}, task: "regression" },
      { a },
      a.map((v) => v + 0.5),
      {
        sampleWeight: new Float64Array(ROWS).fill(1),
      },
    );
    await expect(run).rejects.toMatchObject({
      code: "NOT_SUPPORTED",
      message: expect.stringContaining("row weights in multivariate_linear"),
    });
  });

  it.each([
    [{ parameters: { iterations: 0 } }, "parameters.iterations"],
    [{ crossValidation: { folds: 1 } }, "crossValidation.folds"],
    [{ crossValidation: { method: "grouped" } }, "crossValidation.groupBy"],
    [{ crossValidation: { method: "time" } }, "crossValidation.timeBy"],
    [{ crossValidation: { method: "plain", groupBy: "a" } }, "crossValidation.groupBy"],
    [{ crossValidation: { method: "plain", timeBy: "a" } }, "crossValidation.timeBy"],
    [{ crossValidation: { groupBy: "a", timeBy: "b" } }, "crossValidation.timeBy"],
    [{ threshold: { method: "fixed" } }, "threshold.value"],
    [{ threshold: { method: "cost", value: 0.5 } }, "threshold.value"],
    [{ threshold: { method: "cost", falsePositive: -1 } }, "threshold.falsePositive"],
    [{ classWeight: { yes: 0 } }, "classWeight"],
    [{ evaluation: { learningCurve: [0] } }, "evaluation.learningCurve.0"],
    [{ search: { space: {} } }, "search.space"],
    [{ threads: 0 }, "threads"],
    [{ threads: 65 }, "threads"],
    [{ earlyStopping: "always" }, "earlyStopping"],
    [{ evaluation: { shap: -1 } }, "evaluation.shap"],
    [{ search: { space: { l2: { values: [-1] } } } }, "search.space.l2"],
    [{ search: { parallel: 0, space: { l2: { range: [0, 1] } } } }, "search.parallel"],
    [{ search: { trials: 0, space: { l2: { range: [0, 1] } } } }, "search.trials"],
  ])("a setting out of range is named: %j", (config, path) => {
    const issues = TrainingConfig.safeParse(config as object).error?.issues ?? [];
    expect(issues.map((issue) => issue.path.join("."))).toContainEqual(expect.stringContaining(path));
  });
});

describe("what is odd but can be learned from gives a model and a warning", () => {
  it.each<[string, object, Record<string, unknown[]>, readonly unknown[], string]>([
    ["a constant target", { task: "regression" }, { a }, a.map(() => 3), "the target is constant"],
    ["a feature without a value", {}, { a, b: a.map(() => Number.NaN) }, labels, 'feature "b" has no value in any training row'],
    ["a constant feature", {}, { a, b: a.map(() => 1) }, labels, 'feature "b" is constant'],
    ["infinities in trees", {}, { a: a.with(2, Infinity).with(9, -Infinity) }, labels, 'feature "a" is infinite in 2 rows'],
  ])("%s", async (_, config, columns, target, warning) => {
    const { details } = await attempt(config, columns, target);
    expect(details.warnings).toEqual([warning]);
    expect(details.parity.ok).toBe(true);
  });

  it("a learner of ml.js with many rows", async () => {
    const x = { rows: 20_000, names: ["a"], columns: [Float64Array.from({ length: 20_000 }, (_, row) => row)] };
    const y = { kind: "regression" as const, values: x.columns[0] as Float64Array };
    expect(dataWarnings(x, y, "polynomial_regression")).toEqual(["polynomial_regression is for small data: 20000 of at most 100000 rows"]);
    expect(dataWarnings(x, y, "ridge")).toEqual([]);
  });

  it("a constant target is predicted, and what cannot be measured is undefined with a reason", async () => {
    const { details } = await attempt(
      { task: "regression" },
      { a },
      a.map(() => 3),
    );
    expect(details.metrics["rmse"]?.value).toBe(0);
    expect(details.metrics["r2"]).toMatchObject({ value: null, reason: expect.any(String) });
  });

  it("many distinct values of a class target that repeat are classes", async () => {
    const { details } = await attempt({ task: "classification", parameters: { iterations: 2, minSamplesLeaf: 1 } }, { a }, a);
    expect(details.confusion?.classes).toHaveLength(13);
  });
});

it("an abort in the middle of a cross-validation ends the run as KILLED", async () => {
  const home = newHome();
  const controller = new AbortController();
  const onProgress = ({ message = "" }) => void (message === "cross-validating" && controller.abort(new Error("enough")));
  const run = trainCustomers({ crossValidation: { folds: 3 } }, { ...validated("churned"), home, signal: controller.signal, onProgress });
  await expect(run).rejects.toThrow("enough");
  expect((await tracked(home, "customers")).runs.map(({ status }) => status)).toEqual(["KILLED"]);
});
