import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { exitCodeOf, type RunOptions } from "@mlops/core";
import type { DataOutput } from "@mlops/core/stage";
import { Random } from "@mlops/core/stats";
import { makeTable } from "@mlops/core/table";
import { runInWorker } from "@mlops/core/worker";
import { PipelineConfig, ValidationResult } from "@mlops/models";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ConfigError, type MonitoringDetails, type MonitoringOptions, MonitoringPipeline } from "../index.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "monitoring-"));
  write("reference.csv", rowsOf({ from: 0, n: 600, shift: 0, skill: 3 }), ["id", "at", "age", "plan", "call", "score", "label"]);
  const current = [...rowsOf({ from: 600, n: 300, shift: 0, skill: 3 }), ...rowsOf({ from: 900, n: 300, shift: 25, skill: 0, month: 1 })];
  write("current.csv", current, ["id", "at", "age", "plan", "call", "score"]);
  write("labels.csv", current.slice(0, 550), ["id", "label"]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Row = Record<"id" | "at" | "age" | "plan" | "call" | "score" | "label", string | number>;

function rowsOf({ from, n, shift, skill, month = 0 }: { from: number; n: number; shift: number; skill: number; month?: number }): Row[] {
  const random = new Random(from);
  return Array.from({ length: n }, (_, i) => {
    const label = Number(random.uniform() < 0.5);
    const score = 1 / (1 + Math.exp(-(skill * (label - 0.5) + random.normal())));
    const at = new Date(Date.UTC(2024, month, 1 + (i % 28), i % 24)).toISOString();
    const plan = ["basic", "pro"][random.int(2)] as string;
    return { id: `c${from + i}`, at, age: 20 + random.int(40) + shift, plan, call: Number(score > 0.5), score, label };
  });
}

function write(name: string, rows: readonly Row[], columns: readonly (keyof Row)[]): void {
  const lines = rows.map((row) => columns.map((column) => row[column]).join(","));
  writeFileSync(path.join(folder, name), `${[columns.join(","), ...lines].join("\n")}\n`);
}

const monitoringConfig: MonitoringOptions = {
  reference: "reference.csv",
  current: "current.csv",
  labels: { source: "labels.csv", key: "id" },
  ...{ target: "label", prediction: "call", score: "score", timestamp: "at" },
  window: { size: "month" },
};
const pipelineOf = (more: Partial<MonitoringOptions> = {}, rest: Partial<PipelineConfig> = {}) =>
  new MonitoringPipeline(PipelineConfig.parse({ name: "churn", monitoringConfig: { ...monitoringConfig, ...more }, ...rest }));
const options = (more: Partial<RunOptions> = {}): RunOptions => ({
  ...{ home: folder, pipelineFile: path.join(folder, "pipeline.yaml") },
  run: { id: "r1", stage: "watch/it", attempt: 1, startedAt: "2024-03-01T00:00:00.000Z" },
  ...more,
});
const detailsOf = (result: { details: unknown }) => result.details as MonitoringDetails;

test("is a pipeline with a name, a configuration and a logger", () => {
  const pipeline = pipelineOf();
  expect([pipeline.name, pipeline.logger.name]).toEqual(["churn", "churn"]);
  expect(pipeline.config.monitoringConfig).toMatchObject(monitoringConfig);
});

test.each([
  [undefined, /monitoringConfig is missing/],
  [{ score: "score" }, /score needs prediction/],
  [{ prediction: "call", modelUri: "models:/churn/1" }, /not both/],
  [{ window: { by: "rows" } }, /no number of rows/],
  [{ thresholds: { acu: { min: 1 } } }, /no metric "acu"/],
])("a configuration that cannot work is refused at once: %j", (given, message) => {
  const parse = () => new MonitoringPipeline({ name: "churn", monitoringConfig: given as MonitoringOptions });
  expect(parse).toThrow(ConfigError);
  expect(parse).toThrow(message);
});

describe("over files", () => {
  test("finds the drift, the alarm and the missing labels, window by window", async () => {
    const events: string[] = [];
    const onEvent: RunOptions["onEvent"] = (event) => event.type === "stage_progress" && events.push(event.message ?? "");
    const result = await pipelineOf().run(options({ onEvent }));
    const { drift, performance, labels, model } = detailsOf(result);
    expect(result.status).toBe("warning");
    expect(result.message).toMatch(
      /^drift: 1 of 2 features drifted: age; performance out of bounds in 1 of 2 windows: auc 0\.\d+ in 2024-02 is below/,
    );
    expect(drift).toMatchObject({ hasDrift: true, driftedFeatures: ["age"], compared: 2 });
    expect(drift.features.map(({ name }) => name)).toEqual(["age", "plan"]);
    expect(drift.windows.map(({ label, rows, driftedFeatures }) => [label, rows, driftedFeatures])).toEqual([
      ["2024-01", 300, []],
      ["2024-02", 300, ["age"]],
    ]);
    expect(performance?.windows.map(({ rows, n }) => [rows, n])).toEqual([
      [300, 300],
      [300, 250],
    ]);
    expect(performance?.excluded).toEqual({ timestamp: 0, truth: 50, prediction: 0, score: 0 });
    expect(performance?.breaches).toMatchObject([{ metric: "auc", window: "2024-02", by: "reference" }]);
    expect([labels, model]).toEqual([
      { rows: 600, labelled: 550, unused: 0 },
      { name: "churn", version: "unregistered" },
    ]);
    expect(
      drift.distributions.map(({ name, kind, reference }) => [name, kind, Math.round(reference.reduce((a, b) => a + b) * 1e9) / 1e9]),
    ).toEqual([
      ["age", "numeric", 1],
      ["plan", "categorical", 1],
    ]);
    expect(events).toEqual(expect.arrayContaining(["reading tables", "drift of all rows", "drift of 2024-02", "measuring performance"]));
    expect(result.output?.details).toEqual(result.details);
  });

  test("leaves its files in the run's folder, whole, and none without one", async () => {
    const runFolder = path.join(folder, "runs", "r1");
    const { files } = detailsOf(await pipelineOf().run(options({ runFolder })));
    expect(files).toEqual({
      metrics: path.join(runFolder, "monitoring", "watch%2Fit", "metrics.prom"),
      dashboard: path.join(runFolder, "monitoring", "watch%2Fit", "dashboard.json"),
      alerts: path.join(runFolder, "monitoring", "watch%2Fit", "alerts.yaml"),
      details: path.join(runFolder, "monitoring", "watch%2Fit", "monitoring.json"),
    });
    expect(readdirSync(path.dirname(files["details"] as string))).toHaveLength(4);
    expect(readFileSync(files["metrics"] as string, "utf8")).toContain('mlops_drift_detected{model="churn",version="unregistered"} 1\n');
    expect(readFileSync(files["alerts"] as string, "utf8")).toMatch(/MlopsAucBelowReference[\s\S]*MlopsDrift/);
    expect(JSON.parse(readFileSync(files["details"] as string, "utf8"))).toMatchObject({ hasDrift: true, files });
    expect(detailsOf(await pipelineOf().run(options())).files).toEqual({});
    expect(existsSync(path.join(folder, "monitoring"))).toBe(false);
  });

  test("drift fails the stage only where that is asked for, and ends with 6", async () => {
    const result = await pipelineOf({ failOnDrift: true }).run(options());
    expect(result).toMatchObject({ status: "failed", details: { reason: "drift", hasDrift: true } });
    expect([exitCodeOf(result), exitCodeOf(await pipelineOf().run(options()))]).toEqual([6, 0]);
    const quiet = await pipelineOf({ failOnDrift: true, driftShare: 0.9, referenceBand: { enabled: false } }).run(options());
    expect([quiet.status, detailsOf(quiet).hasDrift]).toEqual(["success", false]);
  });

  test("without labels or predictions there is drift alone, and a reason", async () => {
    const { labels: _, target: __, ...rest } = monitoringConfig;
    const bare = new MonitoringPipeline(PipelineConfig.parse({ name: "churn", monitoringConfig: rest }));
    expect(detailsOf(await bare.run(options()))).toMatchObject({ performance: null, performanceReason: "no target is named" });
    const unlabelled = new MonitoringPipeline(PipelineConfig.parse({ name: "churn", monitoringConfig: { ...rest, target: "label" } }));
    const runFolder = path.join(folder, "runs", "r2");
    const result = await unlabelled.run(options({ runFolder }));
    expect(detailsOf(result).performanceReason).toBe('current.csv has no labels ("label")');
    expect(readFileSync(detailsOf(result).files["dashboard"] as string, "utf8")).not.toContain("mlops_performance");
  });

  test("gives the same in a worker thread", async () => {
    const pipeline = pipelineOf();
    const here = await pipeline.run(options());
    const there = await runInWorker(MonitoringPipeline.workerEntry, { kind: "watch", config: pipeline.config, options: options() });
    expect(there).toMatchObject({ status: "warning", message: here.message, details: here.details });
  });

  test("an abort ends it, between columns and between windows", async () => {
    const controller = new AbortController();
    const onEvent: RunOptions["onEvent"] = (event) =>
      event.type === "stage_progress" && event.message === "drift of 2024-01" && controller.abort(new Error("stop"));
    await expect(pipelineOf().run(options({ signal: controller.signal, onEvent }))).rejects.toThrow("stop");
  });
});

describe("bad input is one clear error", () => {
  test.each([
    [
      "a label that comes twice",
      { labels: { source: "twice.csv", key: "id" } },
      "VALUE_INVALID",
      /"c600" of the labels stands in row 0 and again in row 2/,
    ],
    ["labels without the target", { labels: { source: "labels.csv", key: "id" }, target: "gone" }, "COLUMN_MISSING", /"gone"/],
    ["a column of the current table that is not there", { timestamp: "when" }, "COLUMN_MISSING", /"when"/],
    ["a prediction that is not there", { prediction: "guess", score: "score" }, "COLUMN_MISSING", /"guess"/],
    ["a file that is not there", { current: "gone.csv" }, "FILE_UNREADABLE", /gone\.csv/],
    ["a table without rows", { current: "empty.csv" }, "TABLE_EMPTY", /empty\.csv has no rows/],
    ["numbers that are no instants", { timestamp: "age" }, "VALUE_INVALID", /first day of 1970/],
    ["a metric of another task", { metrics: ["rmse"] }, "PARAMETER_INVALID", /rmse is no binary metric/],
    ["a critical feature that is not there", { criticalFeatures: ["wage"] }, "COLUMN_MISSING", /"wage"/],
  ])("%s", async (_, more, code, message) => {
    write("twice.csv", [rowsOf({ from: 600, n: 2, shift: 0, skill: 1 }), rowsOf({ from: 600, n: 2, shift: 0, skill: 1 })].flat(), [
      "id",
      "label",
    ]);
    write("empty.csv", [], ["id", "at", "age", "plan", "call", "score"]);
    const result = await pipelineOf(more as Partial<MonitoringOptions>).run(options());
    expect(result).toMatchObject({ status: "failed", message: expect.stringMatching(message), details: { code } });
  });

  test("without files and without stages before there is nothing to read", async () => {
    const { reference: _, current: __, labels: ___, ...rest } = monitoringConfig;
    const bare = new MonitoringPipeline(PipelineConfig.parse({ name: "churn", monitoringConfig: rest }));
    const result = await bare.run(options());
    expect(result).toMatchObject({ details: { code: "STAGE_INPUT_MISSING", hint: expect.stringContaining("monitoringConfig.reference") } });
  });

  test("validate names the file or column before anything runs", async () => {
    expect(await pipelineOf().validate(options())).toMatchObject({ isValid: true, message: "3 tables are there with their columns" });
    expect(await pipelineOf({ current: "gone.csv" }).validate(options())).toMatchObject({
      isValid: false,
      details: { code: "FILE_UNREADABLE" },
    });
    expect(await pipelineOf({ timestamp: "when" }).validate(options())).toMatchObject({
      isValid: false,
      message: expect.stringContaining('"when"'),
    });
    expect(await pipelineOf({ numericalFeatures: ["wage"] }).validate(options())).toMatchObject({ details: { code: "COLUMN_MISSING" } });
    expect((await new MonitoringPipeline(PipelineConfig.parse({ name: "x", monitoringConfig: {} })).validate()).isValid).toBe(true);
  });
});

describe("inside a run", () => {
  const part = (n: number, shift: number, seed: number) => {
    const random = new Random(seed);
    return makeTable({
      id: Array.from({ length: n }, (_, i) => i + seed * 1e6),
      age: Array.from({ length: n }, () => 20 + random.int(40) + shift),
      year: Array.from({ length: n }, (_, i) => 2016 + (i % 2)),
      y: Array.from({ length: n }, () => random.int(2)),
    });
  };
  const data: DataOutput = {
    kind: "data",
    checks: ValidationResult.parse({ status: "success" }),
    datasets: [],
    train: part(300, 0, 1),
    validation: part(100, 0, 2),
    holdouts: { later: { table: part(200, 15, 3), groupBy: "year" } },
  };
  const config = { name: "churn", featureConfig: { exclude: ["id", "year"] }, modelConfig: { target: "y" } };
  const inRun = (given: MonitoringOptions, inputs: DataOutput = data) =>
    new MonitoringPipeline(PipelineConfig.parse({ ...config, monitoringConfig: given })).run(options({ inputs: { data: inputs } }));

  test("the holdout is compared with the training rows, by the groups it is measured in", async () => {
    const result = await inRun({});
    const { drift, reference, current, performanceReason } = detailsOf(result);
    expect([reference, current]).toEqual([
      { name: "train", rows: 300 },
      { name: "later", rows: 200 },
    ]);
    expect(drift.features.map(({ name, drifted }) => [name, drifted])).toEqual([["age", true]]);
    expect(drift.windows.map(({ label, rows }) => [label, rows])).toEqual([
      ["2016", 100],
      ["2017", 100],
    ]);
    expect(performanceReason).toBe("there are no predictions and no model");
  });

  test("of several holdouts one must be named; without any the test split is looked at", async () => {
    const several = { ...data, holdouts: { ...data.holdouts, earlier: { table: part(200, 0, 4) } } };
    expect(await inRun({}, several)).toMatchObject({
      status: "failed",
      details: { code: "CONFIG_INVALID", hint: "holdouts: later, earlier" },
    });
    expect(detailsOf(await inRun({ holdout: "earlier" }, several)).current.name).toBe("earlier");
    expect(await inRun({ holdout: "latest" }, several)).toMatchObject({ details: { code: "CONFIG_INVALID" } });
    expect(detailsOf(await inRun({}, { ...data, holdouts: {}, test: part(100, 0, 5) })).current).toEqual({ name: "test", rows: 100 });
    expect(await inRun({}, { ...data, holdouts: {} })).toMatchObject({ status: "failed", details: { code: "CONFIG_INVALID" } });
  });
});
