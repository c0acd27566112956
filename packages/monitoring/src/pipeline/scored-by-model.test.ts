import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createModelServer } from "@mlops/api";
import type { RunOptions } from "@mlops/core";
import { type BundleSpec, writeBundle } from "@mlops/core/bundle";
import { classificationOutputs, GraphBuilder, rawInput, regressionOutput, type SignatureColumn } from "@mlops/core/onnx";
import { profileTable } from "@mlops/core/profile";
import type { DataOutput, TrainingOutput } from "@mlops/core/stage";
import { Random } from "@mlops/core/stats";
import { makeTable } from "@mlops/core/table";
import { saveProfile } from "@mlops/drift-detection";
import { PipelineConfig, ValidationResult } from "@mlops/models";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type MonitoringDetails, type MonitoringOptions, MonitoringPipeline } from "../index.ts";

const folder = mkdtempSync(path.join(tmpdir(), "monitoring-model-"));
const classifier = path.join(folder, "classifier");
const regressor = path.join(folder, "regressor");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const x: SignatureColumn = { name: "x", type: "double", required: true };
const build = { producer: "mlops", producerVersion: "0.0.0" };
const shared = { signature: { inputs: [x] }, inputExample: { columns: ["x"], data: [[0]] } };

/** P(yes) is the logistic of x. */
function logistic(): BundleSpec {
  const graph = new GraphBuilder("logistic");
  const yes = graph.node("Sigmoid", [rawInput(graph, x, true).name]);
  const one = graph.constant({ type: "double", shape: [1, 1], data: [1] });
  const outputs = classificationOutputs(graph, graph.node("Concat", [graph.node("Sub", [one, yes]), yes], { axis: { int: 1 } }), [
    "no",
    "yes",
  ]);
  return {
    ...{ ...shared, graph: graph.build(build), signature: { inputs: [x], outputs } },
    goldenRows: {
      columns: ["x"],
      data: [[0]],
      outputs: { label: ["no"], probability_no: [0.5], probability_yes: [0.5] },
      tolerance: 1e-12,
    },
    metadata: {
      ...{ task: "classification", estimator: "logistic", target: "joined", features: ["x"], classes: ["no", "yes"] },
      versions: { core: "0.0.0" },
    },
  };
}

/** P(a), P(b), P(c) are the softmax of −x, 0 and x. */
function softmax(): BundleSpec {
  const graph = new GraphBuilder("softmax");
  const slopes = graph.constant({ type: "double", shape: [1, 3], data: [-1, 0, 1] });
  const odds = graph.node("Exp", [graph.node("Mul", [rawInput(graph, x, true).name, slopes])]);
  const sum = graph.node("ReduceSum", [odds, graph.constant({ type: "int64", shape: [1], data: [1] })], { keepdims: { int: 1 } });
  const outputs = classificationOutputs(graph, graph.node("Div", [odds, sum]), ["a", "b", "c"]);
  const third = 1 / 3;
  return {
    ...{ ...shared, graph: graph.build(build), signature: { inputs: [x], outputs } },
    goldenRows: {
      ...{ columns: ["x"], data: [[0]], tolerance: 1e-12 },
      outputs: { label: ["a"], probability_a: [third], probability_b: [third], probability_c: [third] },
    },
    metadata: {
      ...{ task: "classification", estimator: "logistic", target: "kind", features: ["x"], classes: ["a", "b", "c"] },
      versions: { core: "0.0.0" },
    },
  };
}

function doubling(): BundleSpec {
  const graph = new GraphBuilder("doubling");
  const two = graph.constant({ type: "double", shape: [1, 1], data: [2] });
  const outputs = regressionOutput(graph, graph.node("Mul", [rawInput(graph, x, true).name, two]));
  return {
    ...{ ...shared, graph: graph.build(build), signature: { inputs: [x], outputs } },
    goldenRows: { columns: ["x"], data: [[3]], outputs: { prediction: [6] }, tolerance: 1e-12 },
    metadata: { task: "regression", estimator: "linear", target: "y", features: ["x"], versions: { core: "0.0.0" } },
  };
}

beforeAll(async () => {
  await writeBundle(classifier, logistic());
  await writeBundle(regressor, doubling());
});

/** Rows whose label follows x as the model believes, or by chance. */
function rows(n: number, seed: number, { shift = 0, chance = false } = {}) {
  const random = new Random(seed);
  const values = Array.from({ length: n }, () => 2 * random.normal() + shift);
  const label = (value: number) => (random.uniform() < (chance ? 0.5 : 1 / (1 + Math.exp(-value))) ? "yes" : "no");
  return makeTable({
    x: values,
    other: values.map((value) => value * 3),
    joined: values.map(label),
    y: values.map((value) => 2 * value + (chance ? 4 : 1) * random.normal()),
    year: values.map((_, i) => 2016 + (i % 2)),
  });
}

const data = (current: ReturnType<typeof rows>): DataOutput => ({
  ...{ kind: "data", checks: ValidationResult.parse({ status: "success" }), datasets: [] },
  ...{ train: rows(600, 1), validation: rows(1000, 2), holdouts: { later: { table: current, groupBy: "year" } } },
});
const training = (bundle: string): TrainingOutput => ({
  ...{ kind: "training", bundle, modelUri: "models:/join/3", runId: "r", metrics: {}, evaluations: [] },
  modelVersion: { name: "join", version: "3", aliases: [], tags: {}, status: "READY" } as never,
  gate: { passed: true, reason: "passed", metric: "auc", value: 1 },
});
const run = async (monitoringConfig: MonitoringOptions, options: RunOptions) => {
  const result = await new MonitoringPipeline(PipelineConfig.parse({ name: "watch", monitoringConfig })).run({ home: folder, ...options });
  return { result, details: result.details as unknown as MonitoringDetails };
};

describe("rows are scored by the model that was just trained", () => {
  test("its inputs are the features, its target the label, validation rows the reference; steady quality is quiet", async () => {
    const { result, details } = await run({}, { inputs: { data: data(rows(500, 3)), training: training(classifier) } });
    expect(result.status, result.message).toBe("success");
    expect(details.drift.features.map(({ name }) => name)).toEqual(["x"]);
    expect(details.performanceReference).toEqual({ name: "validation", rows: 1000, inSample: false });
    expect(details.model).toEqual({ name: "join", version: "3" });
    expect(details.performance?.windows.map(({ label, n }) => [label, n])).toEqual([
      ["2016", 250],
      ["2017", 250],
    ]);
    expect(details.performance?.bands).toMatchObject([{ metric: "auc", bound: "min" }]);
    expect(details.drift.predictions).toMatchObject({ name: "score", drifted: false, method: "ks" });
  });

  test("labels that have come loose are an alarm without any drift", async () => {
    const { result, details } = await run({}, { inputs: { data: data(rows(800, 4, { chance: true })), training: training(classifier) } });
    expect(result.status).toBe("warning");
    expect([details.hasDrift, details.drift.predictions?.drifted]).toEqual([false, false]);
    expect(details.performance?.breaches.map(({ metric, window }) => [metric, window])).toEqual([
      ["auc", "2016"],
      ["auc", "2017"],
    ]);
  });

  test("without labels the predictions tell that something moved", async () => {
    const { joined: _, ...unlabelled } = Object.fromEntries(
      ["x", "joined", "year"].map((name) => [name, rows(500, 5, { shift: 4 }).array(name)]),
    );
    const { details } = await run({}, { inputs: { data: data(makeTable(unlabelled) as never), training: training(classifier) } });
    expect(details.performanceReason).toBe('later has no labels ("joined")');
    expect(details.drift.predictions).toMatchObject({ drifted: true });
    expect(details.hasDrift).toBe(true);
  });

  test("numbers too, whose error must not grow", async () => {
    const steady = await run({}, { inputs: { data: data(rows(500, 6)), training: training(regressor) } });
    expect([steady.result.status, steady.details.performance?.task]).toEqual(["success", "regression"]);
    const worse = await run({}, { inputs: { data: data(rows(500, 7, { chance: true })), training: training(regressor) } });
    expect(worse.details.performance?.breaches[0]).toMatchObject({ metric: "rmse", bound: "max", by: "reference" });
    expect(worse.details.drift.predictions?.name).toBe("prediction");
  });
});

test("of several classes each probability counts", async () => {
  const three = path.join(folder, "three");
  await writeBundle(three, softmax());
  const random = new Random(12);
  const table = (n: number) => {
    const values = Array.from({ length: n }, () => random.normal());
    const kinds = ["a", "b", "c"];
    return makeTable({
      x: values,
      kind: values.map((value) => kinds[random.uniform() < 0.7 ? (value < 0 ? 0 : 2) : random.int(3)] as string),
    });
  };
  const given: DataOutput = { ...data(rows(1, 1)), train: table(300), validation: table(300), holdouts: { later: { table: table(300) } } };
  const { details } = await run({}, { inputs: { data: given, training: training(three) } });
  expect(details.performance).toMatchObject({ task: "multiclass", bands: [{ metric: "accuracy" }], breaches: [] });
  const { log_loss, auc_ovr_macro } = details.performance?.overall.metrics ?? {};
  expect([log_loss?.value, auc_ovr_macro?.value].every((value) => typeof value === "number" && value > 0)).toBe(true);
});

test("scores follow the class that is named positive", async () => {
  const inputs = { data: data(rows(500, 3)), training: training(classifier) };
  const [last, first] = [await run({}, { inputs }), await run({ positiveClass: "no" }, { inputs })];
  const metric = ({ details }: typeof last, name: string) => details.performance?.overall.metrics[name]?.value as number;
  expect(metric(first, "auc")).toBeCloseTo(metric(last, "auc"), 12);
  expect(metric(first, "recall")).toBeCloseTo(metric(last, "specificity"), 12);
});

test("a model of its own, by URI, publishes what it found under its name", async () => {
  const runFolder = path.join(folder, "run");
  const { result, details } = await run({ modelUri: classifier }, { inputs: { data: data(rows(500, 3)) }, runFolder });
  expect(result.status, result.message).toBe("success");
  expect(readFileSync(details.files["metrics"] as string, "utf8")).toMatch(
    /mlops_drift_prediction_effect_ratio\{model="watch",version="unregistered"\} 0\.\d+\n/,
  );
  const gone = await run({ modelUri: "models:/gone/1" }, { inputs: { data: data(rows(500, 3)) } });
  expect(gone.result).toMatchObject({ status: "failed", details: { code: "TRACKING_NOT_FOUND" } });
});

describe("the rows that the model server has answered", () => {
  const home = path.join(folder, "served");
  const asked = rows(900, 8);
  beforeAll(async () => {
    const server = createModelServer({ models: { join: [{ version: "3", model: classifier }] }, home, inferenceLog: true });
    for (let start = 0; start < 900; start += 300) {
      const records = asked
        .slice(start, start + 300)
        .objects()
        .map((row) => ({ x: (row as { x: number }).x }));
      const headers = { "content-type": "application/json", "x-request-id": `r${start}` };
      const answer = await server.inject({ method: "POST", url: "/invocations", headers, payload: { dataframe_records: records } });
      expect(answer.statusCode).toBe(200);
    }
    await server.close();
    const known = asked.slice(0, 800).array("joined") as string[];
    const lines = known.map((label, row) => `r${300 * Math.floor(row / 300)},${row % 300},${label}`);
    writeFileSync(path.join(folder, "outcomes.csv"), `request_id,row_index,joined\n${lines.join("\n")}\n`);
    const before = rows(700, 9).objects() as { x: number; joined: string }[];
    writeFileSync(path.join(folder, "before.csv"), `x,joined\n${before.map(({ x: value, joined }) => `${value},${joined}`).join("\n")}\n`);
  });
  const watched: MonitoringOptions = {
    inferenceLog: { model: "join" },
    reference: path.join(folder, "before.csv"),
    labels: { source: path.join(folder, "outcomes.csv"), key: ["request_id", "row_index"] },
    target: "joined",
  };

  test("are watched by what was answered, labels joined by request and row, the reference scored by the model", async () => {
    const { result, details } = await run({ ...watched, modelUri: classifier }, { home });
    expect(result.status, result.message).toBe("success");
    expect(details.current).toEqual({ name: "inference log of join", rows: 900 });
    expect(details.drift.features.map(({ name }) => name)).toEqual(["x"]);
    expect(details.drift.predictions).toMatchObject({ name: "score", drifted: false });
    expect(details.labels).toEqual({ rows: 900, labelled: 800, unused: 0 });
    expect(details.performance).toMatchObject({ task: "binary", overall: { n: 800 }, bands: [{ metric: "auc" }], breaches: [] });
    const total = (of: "rows" | "n") => details.performance?.windows.reduce((sum, window) => sum + window[of], 0);
    expect([total("rows"), total("n")]).toEqual([900, 800]); // in the day, or the two days, in which they were answered
  });

  test("need no model; without it the reference has no predictions and judges nothing", async () => {
    const { details } = await run(watched, { home });
    expect([details.performance?.overall.n, details.performance?.bands]).toEqual([800, []]);
    expect(details.drift.features.map(({ name }) => name)).toEqual(["x"]);
  });

  test("are none where nothing was logged, and not beside another table", async () => {
    const { result } = await run({ ...watched, inferenceLog: { model: "other" } }, { home });
    expect(result).toMatchObject({ status: "failed", message: "inference log of other has no rows", details: { code: "TABLE_EMPTY" } });
    await expect(run({ ...watched, current: "now.csv" }, { home })).rejects.toThrow(/current or inferenceLog/);
  });
});

describe("a saved profile stands for the reference rows", () => {
  const profiled = path.join(folder, "profiled");
  const now = path.join(folder, "now.csv");
  const write = (file: string, table: ReturnType<typeof rows>) => {
    const lines = (table.objects() as Record<string, unknown>[]).map((row) => Object.values(row).join(","));
    writeFileSync(file, `${table.columnNames().join(",")}\n${lines.join("\n")}\n`);
  };
  beforeAll(async () => {
    await writeBundle(profiled, { ...logistic(), referenceProfile: profileTable(rows(2000, 30)) as never });
    write(now, rows(900, 31));
  });
  const watched: MonitoringOptions = { current: now, modelUri: profiled, target: "joined", window: { by: "value", column: "year" } };

  test("that of the model's own bundle where no reference is named: drift by it, performance by thresholds alone", async () => {
    const { result, details } = await run({ ...watched, thresholds: { auc: { min: 0.6 } } }, {});
    expect(result.status, result.message).toBe("success");
    expect(details.reference).toEqual({ name: "reference profile of watch", rows: 2000, profile: true });
    expect(details.drift).toMatchObject({ compared: 1, hasDrift: false, features: [{ name: "x", method: "ks" }] });
    expect(details.drift.distributions).toMatchObject([{ name: "x", kind: "numeric" }]);
    expect(details.drift.windows.map(({ label, rows, compared }) => [label, rows, compared])).toEqual([
      ["2016", 450, true],
      ["2017", 450, true],
    ]);
    expect(details.performance).toMatchObject({ overall: { n: 900 }, bands: [], breaches: [] });
    expect(details.performanceReference).toBe(undefined);
    expect(details.performanceReferenceReason).toMatch(/saved profile, without rows to measure: only thresholds judge/);
    const strict = await run({ ...watched, thresholds: { auc: { min: 0.99 } } }, {});
    expect(strict.details.performance?.breaches[0]).toMatchObject({ metric: "auc", by: "threshold" });
    expect(strict.details.drift.predictions).toBe(undefined);
  });

  test("or one in a file, in either form; what has moved is drift as beside the rows", async () => {
    const moved = path.join(folder, "moved.csv");
    write(moved, rows(900, 32, { shift: 4 }));
    const before = rows(2000, 30);
    write(path.join(folder, "rows.csv"), before);
    for (const name of ["saved.json", "saved.profile"]) await saveProfile(path.join(folder, name), profileTable(before));
    const with_ = (reference: string) => run({ ...watched, current: moved, reference: path.join(folder, reference) }, {});
    const exact = await with_("rows.csv");
    for (const name of ["saved.json", "saved.profile"]) {
      const { result, details } = await with_(name);
      expect([result.status, details.driftedFeatures]).toEqual(["warning", exact.details.driftedFeatures]);
      expect(details.reference).toEqual({ name, rows: 2000, profile: true });
    }
    const pipeline = new MonitoringPipeline(
      PipelineConfig.parse({ name: "watch", monitoringConfig: { ...watched, reference: path.join(folder, "saved.profile") } }),
    );
    expect(await pipeline.validate()).toMatchObject({ isValid: true, message: "2 tables are there with their columns" });
  });

  test("rows of the run come before it; a bundle without one, a broken one, and one as current rows are errors", async () => {
    const inRun = await run({ modelUri: profiled }, { inputs: { data: data(rows(500, 3)) } });
    expect(inRun.details.reference).toEqual({ name: "train", rows: 600 });
    expect((await run({ ...watched, modelUri: classifier }, {})).result.details).toMatchObject({
      code: "STAGE_INPUT_MISSING",
      hint: expect.stringContaining("keeps no profile"),
    });
    const broken = path.join(folder, "broken");
    await writeBundle(broken, { ...logistic(), referenceProfile: { version: 9, rows: 1, columns: {} } });
    expect((await run({ ...watched, modelUri: broken }, {})).result).toMatchObject({
      message: expect.stringContaining("version is 9, not 1"),
      details: { code: "BUNDLE_INVALID" },
    });
    expect((await run({ ...watched, current: path.join(folder, "saved.json") }, {})).result).toMatchObject({
      message: expect.stringContaining("it is a profile, and current rows are needed"),
      details: { code: "FILE_MALFORMED" },
    });
  });
});

test("rows that lack a column of the model are an error that names it", async () => {
  const narrow = data(makeTable({ other: [1, 2, 3] }) as never);
  const { result } = await run({ minRows: 1 }, { inputs: { data: narrow, training: training(classifier) } });
  expect(result).toMatchObject({ status: "failed", message: expect.stringContaining('"x"') });
});
