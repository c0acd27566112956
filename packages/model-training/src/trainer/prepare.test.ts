import { makeTable, markSplit, type TableLike } from "@mlops/core/table";
import { TrainingConfig } from "@mlops/models";
import { describe, expect, it } from "vitest";
import { validationRows, x, y } from "../__fixtures__/customers.ts";
import { bundlesIn, newHome, tracked } from "../__fixtures__/home.ts";
import { trainCustomers, validated } from "../__fixtures__/train-customers.ts";
import { train } from "./train.ts";
import type { TrainOptions } from "./train-options.ts";

describe("what is asked wrongly", () => {
  it.each<[string, Record<string, unknown>, TrainOptions, string, RegExp]>([
    ["a gate without validation rows", { gate: { threshold: 0.5 } }, {}, "PARAMETER_INVALID", /judged on the rows it was trained on/],
    ["xVal alone", {}, { xVal: x(validationRows) }, "PARAMETER_INVALID", /yVal is not valid: xVal is given without it/],
    ["yVal alone", {}, { yVal: y(validationRows, "churned") }, "PARAMETER_INVALID", /xVal is not valid: yVal is given without it/],
  ])("%s starts no run", async (_, config, options, code, message) => {
    const home = newHome();
    await expect(trainCustomers(config, { ...options, home })).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    expect((await tracked(home, "customers")).runs).toEqual([]);
  });

  it.each<[string, Record<string, unknown>, TrainOptions, string, RegExp]>([
    ["an unknown metric", { primaryMetric: "acu" }, {}, "PARAMETER_INVALID", /there is no metric "acu"/],
    [
      "a metric of another task",
      { gate: { metric: "rmse" } },
      {},
      "PARAMETER_INVALID",
      /gate\.metric is not valid: rmse is not defined for a binary target/,
    ],
    ["unknown labels in validation", {}, validated("segment"), "VALUE_INVALID", /"churned \(validation\)"/],
    ["validation of another length", {}, { xVal: x(validationRows), yVal: ["yes"] }, "COLUMN_LENGTH", /has 1 rows, not 100/],
    ["empty validation", {}, { xVal: makeTable({ tenure: [] }), yVal: [] }, "TABLE_EMPTY", /validation table has no rows/],
    ["text as numbers", { task: "regression" }, {}, "COLUMN_TYPE", /"churned" is string/],
    ["gaps in a linear model", { algorithm: "logistic_regression", parameters: {} }, {}, "VALUE_INVALID", /column "visits".*missing value/],
    ["a positive class that does not exist", { positiveClass: "maybe" }, {}, "PARAMETER_INVALID", /maybe/],
  ])("%s ends the run as FAILED", async (_, config, options, code, message) => {
    const home = newHome();
    await expect(trainCustomers(config, { ...options, home })).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    const { runs, models } = await tracked(home, "customers");
    expect(runs.map(({ status }) => status)).toEqual(["FAILED"]);
    expect([models, bundlesIn(home)]).toEqual([[], []]);
  });

  it("names training rows that are none, too many, of one class, or of another split", async () => {
    const attempt = (xTrain: TableLike, yTrain: readonly unknown[]) =>
      train(TrainingConfig.parse({}), {}, xTrain, yTrain as string[], { home: newHome() });
    await expect(attempt(makeTable({ a: [] }), [])).rejects.toMatchObject({ code: "TABLE_EMPTY" });
    await expect(attempt(makeTable({ a: [1, 2] }), ["x"])).rejects.toMatchObject({
      code: "COLUMN_LENGTH",
      message: expect.stringContaining('"target"'),
    });
    await expect(attempt(makeTable({ a: [1, 2] }), ["x", "x"])).rejects.toMatchObject({ code: "SINGLE_CLASS" });
    await expect(attempt(markSplit(makeTable({ a: [1, 2] }), "test"), ["x", "y"])).rejects.toMatchObject({ code: "NOT_TRAINING_SPLIT" });
    await expect(attempt(makeTable({ a: ["u", "v"] }), ["x", "y"])).rejects.toMatchObject({ code: "COLUMN_TYPE" });
  });
});
