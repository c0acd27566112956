import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { type Bundle, compareOutputs, type GoldenRows, readBundle } from "@mlops/core/bundle";
import { stringValue, type TensorValue } from "@mlops/core/onnx";
import type { TrainingDetails } from "@mlops/core/stage";
import { columnOf, makeTable, type Table } from "@mlops/core/table";
import { openTracking } from "@mlops/core/tracking";
import { readTable, splitTable } from "@mlops/data";
import { FeatureTransformer } from "@mlops/feature-engineering";
import { ModelTrainer } from "@mlops/model-training";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type MlflowServer, PYTHON, startMlflowServer } from "./mlflow-server.ts";
import { runByOnnxruntime } from "./onnxruntime.ts";

const run = promisify(execFile);
const root = resolve(import.meta.dirname, "../..");
const QUIET = { ...process.env, MLFLOW_DISABLE_TELEMETRY: "true" };

/** Loads a model by its URI in Python and predicts raw rows; what MLflow says of run and version comes with it. */
const JUDGE = `
import json, sys
import mlflow, pandas as pd
uri, tracking, rows = sys.argv[1], sys.argv[2], json.load(open(sys.argv[3]))
if tracking: mlflow.set_tracking_uri(tracking)
model = mlflow.pyfunc.load_model(uri)
frame = pd.DataFrame(rows["data"], columns=rows["columns"])
# JSON does not tell 3 from 3.0, and MLflow refuses int64 where the signature says double
for column in model.metadata.signature.inputs:
    if column.type.name == "double": frame[column.name] = frame[column.name].astype("float64")
out = model.predict(frame)
answer = {"outputs": {name: [None if pd.isna(v) else (v.item() if hasattr(v, "item") else v) for v in out[name]] for name in out.columns}}
if tracking:
    run = mlflow.get_run(model.metadata.run_id)
    answer["params"], answer["metrics"] = run.data.params, run.data.metrics
    answer["datasets"] = [d.dataset.name for d in run.inputs.dataset_inputs]
    answer["status"] = run.info.status
print(json.dumps(answer))
`;

interface Judged {
  readonly outputs: Record<string, (number | string | boolean | null)[]>;
  readonly params?: Record<string, string>;
  readonly metrics?: Record<string, number>;
  readonly datasets?: string[];
  readonly status?: string;
}

async function judge(uri: string, folder: string, tracking = ""): Promise<Judged> {
  const rows = join(folder, "golden-rows.json");
  const { stdout } = await run(PYTHON, ["-c", JUDGE, uri, tracking, rows], { env: QUIET, maxBuffer: 1 << 26 });
  return JSON.parse(stdout.trim().split("\n").at(-1) as string) as Judged;
}

/** What onnxruntime alone gives for the golden rows: a missing number enters as NaN, a missing text as an empty one. */
function byOnnxruntime({ graph, signature }: Bundle, golden: GoldenRows) {
  const shape = signature.inputs.length === 1 ? [golden.data.length, 1] : [golden.data.length];
  const inputs = signature.inputs.map(({ name, type }): [string, TensorValue] => {
    const cells = golden.data.map((row) => row[golden.columns.indexOf(name)] ?? null);
    if (type !== "string")
      return [name, { type: "double", shape, data: Float64Array.from(cells, (cell) => (cell === null ? Number.NaN : Number(cell))) }];
    return [
      name,
      stringValue(
        shape,
        cells.map((cell) => (cell === null ? "" : String(cell))),
      ),
    ];
  });
  const [outputs] = runByOnnxruntime([{ model: graph, inputs: Object.fromEntries(inputs) }]);
  return makeTable(Object.fromEntries(Object.entries(outputs ?? {}).map(([name, { data }]) => [name, data])));
}

let home: string;
let penguins: Table;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "mlops-training-"));
  penguins = await readTable(join(root, "packages/data/src/__golden__/penguins.csv"));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const parts = (table: Table, target: string) => {
  const { train, validation } = splitTable(table, { validation: 0.3, method: "stratified", stratifyBy: target, seed: 7 });
  return { train, validation: validation as Table };
};

describe.each([
  { algorithm: "gradient_boosting", target: "species", transformers: [{ type: "ordinal" as const }], tolerance: 1e-6 },
  {
    algorithm: "logistic_regression",
    target: "species",
    transformers: [
      { type: "impute" as const },
      { type: "standard_scale" as const },
      { type: "impute" as const, columns: "string" as const, strategy: "mode" as const },
      { type: "one_hot" as const },
    ],
    tolerance: 1e-12,
  },
  { algorithm: "gradient_boosting", target: "sex", transformers: [{ type: "one_hot" as const }], tolerance: 1e-6 },
  { algorithm: "random_forest", target: "species", transformers: [{ type: "ordinal" as const }], tolerance: 1e-6 },
  { algorithm: "extra_trees", target: "flipper_length_mm", transformers: [{ type: "one_hot" as const }], tolerance: 1e-6 },
  {
    algorithm: "ridge",
    target: "flipper_length_mm",
    transformers: [{ type: "impute" as const }, { type: "one_hot" as const }],
    tolerance: 1e-12,
  },
] as const)("$algorithm of $target", ({ algorithm, target, transformers, tolerance }) => {
  it("predicts its golden rows in mlflow.pyfunc and in onnxruntime alone, missing numbers and texts among them", async () => {
    const known = penguins.filter(`d => d.${target} != null`).derive({
      island: "d => op.row_number() % 5 == 0 ? null : d.island",
      bill_length_mm: "d => op.row_number() % 7 == 0 ? null : d.bill_length_mm",
    }) as Table;
    const { train, validation } = parts(known, "species");
    const features = new FeatureTransformer({ target, transformers: [...transformers] }).fit(train);
    const trainer = new ModelTrainer({
      algorithm,
      target,
      goldenRows: 100,
      parameters: algorithm === "gradient_boosting" ? { iterations: 20, min_samples_leaf: 5 } : {},
    });
    const result = await trainer.trainAndEvaluate(train, columnOf(train, target), {
      xVal: validation,
      yVal: columnOf(validation, target),
      features,
      home: join(home, `${algorithm}-${target}`),
      name: "penguins",
    });
    const details = result.details as unknown as TrainingDetails;
    expect(result.status).toBe("success");
    expect(details.parity).toMatchObject({ ok: true, labelsEqual: true });
    expect(details.parity.maxError).toBeLessThanOrEqual(1e-12);
    const bundle = await readBundle(details.bundle);
    const golden = bundle.goldenRows as NonNullable<typeof bundle.goldenRows>;
    expect(golden.tolerance).toBe(tolerance);
    expect(golden.data.flat()).toContain(null);
    expect(compareOutputs(byOnnxruntime(bundle, golden), golden.outputs, tolerance)).toMatchObject({ labelsEqual: true, ok: true });
    const judged = await judge(details.bundle, details.bundle);
    const report = compareOutputs(makeTable(judged.outputs), golden.outputs, tolerance);
    expect(report).toMatchObject({ rows: golden.data.length, labelsEqual: true, ok: true });
  });
});

describe("calibration and threshold", () => {
  it.each([
    ["platt", "sex", "gradient_boosting"],
    ["isotonic", "sex", "gradient_boosting"],
    ["platt", "species", "logistic_regression"],
    ["isotonic", "species", "gradient_boosting"],
  ] as const)("by %s of %s by %s are the same in mlflow.pyfunc and in onnxruntime alone", async (calibration, target, algorithm) => {
    const known = penguins.filter(`d => d.${target} != null`);
    const { train, validation } = parts(known as Table, "species");
    const imputed = [{ type: "impute" as const }, { type: "standard_scale" as const }, { type: "one_hot" as const }];
    const transformers = algorithm === "logistic_regression" ? imputed : [{ type: "ordinal" as const }];
    const features = new FeatureTransformer({ target, exclude: target === "species" ? ["island", "sex"] : [], transformers }).fit(train);
    const trainer = new ModelTrainer({
      algorithm,
      target,
      calibration,
      goldenRows: 100,
      ...(target === "sex" ? { threshold: { method: "cost" as const, falseNegative: 3 } } : {}),
      parameters: algorithm === "gradient_boosting" ? { iterations: 20, min_samples_leaf: 5 } : {},
    });
    const result = await trainer.trainAndEvaluate(train, columnOf(train, target), {
      xVal: validation,
      yVal: columnOf(validation, target),
      features,
      home: join(home, `${calibration}-${target}`),
    });
    const details = result.details as unknown as TrainingDetails;
    expect(details.parity).toMatchObject({ ok: true, labelsEqual: true });
    expect(details.crossValidation?.folds).toHaveLength(5);
    const bundle = await readBundle(details.bundle);
    const golden = bundle.goldenRows as NonNullable<typeof bundle.goldenRows>;
    expect(compareOutputs(byOnnxruntime(bundle, golden), golden.outputs, 1e-6)).toMatchObject({ labelsEqual: true, ok: true });
    if (target !== "sex" || calibration !== "isotonic") return; // MLflow takes seconds to start
    const judged = await judge(details.bundle, details.bundle);
    expect(compareOutputs(makeTable(judged.outputs), golden.outputs, 1e-6)).toMatchObject({ labelsEqual: true, ok: true });
  });
});

describe("a real mlflow server", () => {
  let server: MlflowServer;
  beforeAll(async () => {
    server = await startMlflowServer();
  });
  afterAll(() => server.stop());

  it("keeps run, datasets, model and version, and Python loads the model by its alias", async () => {
    const { train, validation } = parts(penguins, "species");
    const features = new FeatureTransformer({ target: "species", transformers: [{ type: "ordinal" }] }).fit(train);
    const tracking = { trackingUri: server.url, experimentName: "birds" };
    const trainer = new ModelTrainer(
      {
        target: "species",
        registeredModelName: "penguins",
        parameters: { iterations: 10, minSamplesLeaf: 5 },
        tags: { team: "field" },
        gate: { metric: "accuracy", threshold: 0.5 },
      },
      tracking,
    );
    const result = await trainer.trainAndEvaluate(train, columnOf(train, "species"), {
      xVal: validation,
      yVal: columnOf(validation, "species"),
      features,
      home: join(home, "server"),
      datasets: [
        { name: "data", path: "penguins.csv", sha256: "ab".repeat(32), rows: 344, columns: [{ name: "species", type: "string" }] },
      ],
    });
    const details = result.details as unknown as TrainingDetails;
    expect(details.modelUri).toBe("models:/penguins/1");
    expect(details.modelVersion).toMatchObject({ aliases: ["challenger"], tags: { team: "field", "mlops.gate": "first_version" } });
    const judged = await judge("models:/penguins@challenger", details.bundle, server.url);
    const bundle = await readBundle(details.bundle);
    const golden = bundle.goldenRows as NonNullable<typeof bundle.goldenRows>;
    expect(compareOutputs(makeTable(judged.outputs), golden.outputs, 1e-6)).toMatchObject({ ok: true, labelsEqual: true });
    expect(judged).toMatchObject({ status: "FINISHED", datasets: ["data"], params: { algorithm: "gradient_boosting", iterations: "10" } });
    expect(judged.metrics?.["accuracy"]).toBeCloseTo(details.metrics["accuracy"]?.value as number, 12);

    // The next version must beat the champion beyond the noise, and the same model does not.
    const open = await openTracking({ ...tracking, home: join(home, "server") });
    await open.registry.setAlias("penguins", "champion", "1");
    await open.close();
    const strict = new ModelTrainer({ ...trainer.config, gate: { metric: "accuracy", minImprovement: 0 } }, tracking);
    const again = await strict.trainAndEvaluate(train, columnOf(train, "species"), {
      xVal: validation,
      yVal: columnOf(validation, "species"),
      features,
      home: join(home, "server"),
    });
    expect(again.status).toBe("failed");
    expect(again.details).toMatchObject({
      reason: "gate_blocked",
      gate: { reason: "not_better", champion: { version: "1", difference: 0 } },
    });
    expect((again.details as unknown as TrainingDetails).modelVersion).toBeUndefined();
  });

  it("shows the trials of a search below its run, with card, report and out-of-fold predictions", async () => {
    const { train } = parts(penguins, "species");
    const features = new FeatureTransformer({ target: "species", transformers: [{ type: "ordinal" }] }).fit(train);
    const space = { num_leaves: { range: [2, 8], int: true }, learning_rate: { range: [0.05, 0.5], log: true } };
    const trainer = new ModelTrainer(
      { target: "species", parameters: { iterations: 5 }, crossValidation: { folds: 3 }, search: { trials: 3, space } },
      { trackingUri: server.url, experimentName: "search" },
    );
    const result = await trainer.trainAndEvaluate(train, columnOf(train, "species"), { features, home: join(home, "search") });
    const details = result.details as unknown as TrainingDetails;
    const script = `
import json, sys, mlflow
mlflow.set_tracking_uri(sys.argv[1])
client = mlflow.MlflowClient()
experiment = client.get_experiment_by_name("search").experiment_id
children = client.search_runs([experiment], f"tags.mlflow.parentRunId = '{sys.argv[2]}'", order_by=["attributes.start_time ASC"])
print(json.dumps({
  "trials": [[run.info.run_name, run.info.status, run.data.params["num_leaves"], run.data.metrics["log_loss"]] for run in children],
  "files": sorted(file.path for file in client.list_artifacts(sys.argv[2])),
}))`;
    const { stdout } = await run(PYTHON, ["-c", script, server.url, details.runId], { env: QUIET });
    const told = JSON.parse(stdout.trim().split("\n").at(-1) as string) as { trials: unknown[][]; files: string[] };
    expect(told.files).toEqual(["model-card.md", "model-report.html", "out_of_fold.csv"]);
    expect(told.trials.map(([name, status, leaves]) => [name, status, leaves])).toEqual(
      details.search?.trials.map(({ trial, parameters }) => [`trial-00${trial}`, "FINISHED", String(parameters["num_leaves"])]),
    );
    for (const [at, trial] of told.trials.entries()) expect(trial[3]).toBeCloseTo(details.search?.trials[at]?.score.value as number, 12);
  });
});

describe("the employment example", () => {
  it("validates as well as scikit-learn's HistGradientBoosting on the same rows and features", async () => {
    const folder = join(home, "reference");
    const script = join(root, "examples/employment/reference");
    await run(process.execPath, ["--conditions=@mlops/source", join(script, "export-features.ts"), folder], { cwd: root });
    const theirs = JSON.parse((await run(PYTHON, [join(script, "sklearn_reference.py"), folder])).stdout) as {
      auc: number;
      validation: number;
    };
    const cli = join(root, "apps/cli/src/main.ts");
    const pipeline = join(root, "examples/employment/pipeline.yaml");
    const { stdout } = await run(
      process.execPath,
      ["--conditions=@mlops/source", cli, "run", pipeline, "--json", "--home", join(home, "employment")],
      { cwd: root, maxBuffer: 1 << 26 },
    );
    const stages = JSON.parse(stdout).details.stages as { kind: string; details: TrainingDetails }[];
    const details = stages.find((stage) => stage.kind === "training")?.details as TrainingDetails;
    const auc = details.metrics["auc"];
    expect(auc?.n).toBe(theirs.validation);
    expect(Math.abs((auc?.value as number) - theirs.auc)).toBeLessThanOrEqual(0.002);
    expect(details.baselines[0]?.value).toBeCloseTo(theirs.auc, 4);
    expect(details.parity.maxError).toBeLessThanOrEqual(1e-12);
    expect(details.evaluations.map(({ group }) => group)).toEqual([undefined, "2016", "2017", "2018"]);
    for (const { metrics } of details.evaluations) expect(metrics["auc"]?.value).toBeCloseTo(0.904, 2);
    const judged = await judge(details.bundle, details.bundle);
    const golden = JSON.parse(readFileSync(join(details.bundle, "golden-rows.json"), "utf8"));
    expect(compareOutputs(makeTable(judged.outputs), golden.outputs, 1e-6)).toMatchObject({ ok: true, labelsEqual: true });
  });
});
