import { join, resolve } from "node:path";
import { type Bundle, bundleFiles, readBundle, writeBundle } from "@mlops/core/bundle";
import { higherIsBetter } from "@mlops/core/metrics";
import { profileTable } from "@mlops/core/profile";
import type { Evaluation, GateVerdict, MetricValue, TrainingDetails, TrainingOutput } from "@mlops/core/stage";
import type { Series, TableLike } from "@mlops/core/table";
import { openTracking, type TrackedRun, type Tracking, type TrackingOptions } from "@mlops/core/tracking";
import type { TrainingConfig } from "@mlops/models";
import { curvesOf } from "../evaluate/curves.ts";
import { evaluateGroups } from "../evaluate/groups.ts";
import { measure } from "../evaluate/measure.ts";
import { metricRecords } from "../evaluate/metric-keys.ts";
import { outcomeOf, predictionsOfTable } from "../evaluate/outcome.ts";
import { buildGraph } from "../export/build-graph.ts";
import { bundleSpec } from "../export/bundle-spec.ts";
import { checkParity } from "../export/parity.ts";
import { championFigures } from "../gate/champion.ts";
import { judgeGate } from "../gate/judge-gate.ts";
import { type FittedModel, fitModel } from "./fit-model.ts";
import { checkCall, type Prepared, prepare } from "./prepare.ts";
import { logBundle, logDatasets, registerVersion } from "./track-training.ts";
import type { TrainOptions } from "./train-options.ts";
import { VERSION } from "./version.ts";

export interface Trained {
  readonly details: TrainingDetails;
  readonly output: TrainingOutput;
}

/** One training with what every step of it needs. */
interface Job {
  readonly config: TrainingConfig;
  readonly tracking: Tracking;
  readonly run: TrackedRun;
  readonly options: TrainOptions;
  readonly seed: number;
  /** Of the registered model. */
  readonly name: string;
  readonly rows: TableLike;
}

/**
 * Fits, exports, evaluates, gates and registers one model, all of it tracked. A run that fails or is aborted ends as FAILED or KILLED.
 * Everything is computed before anything is kept: a model whose graph is wrong leaves no trace but its run.
 * A blocked gate is no error here: the model is kept, `details.gate.passed` is false and nothing is registered.
 */
export async function train(
  config: TrainingConfig,
  trackingConfig: Omit<TrackingOptions, "home" | "signal">,
  xTrain: TableLike,
  yTrain: Series,
  options: TrainOptions,
): Promise<Trained> {
  const { signal, home = ".mlops", name } = options;
  signal?.throwIfAborted();
  checkCall(config, options);
  const runName = trackingConfig.runName ?? name;
  const where: TrackingOptions = { ...trackingConfig, home, ...(runName === undefined ? {} : { runName }) };
  const tracking = await openTracking({ ...where, ...(signal ? { signal } : {}) });
  try {
    const run = await tracking.tracker.startRun({ tags: { ...config.tags, ...options.tags } });
    const job = { config, tracking, run, options, seed: options.seed ?? config.seed, name: config.registeredModelName ?? name ?? "model" };
    try {
      const trained = await trainTracked({ ...job, rows: xTrain }, yTrain);
      await run.end("FINISHED");
      return trained;
    } catch (error) {
      await (signal?.aborted ? endKilled(run, where) : run.end("FAILED")).catch(() => undefined); // the first error is the one to tell
      throw error;
    }
  } finally {
    await tracking.close();
  }
}

/** The signal that ended the work ends every request to a server too, so this one is sent without it, and waits little. */
async function endKilled(run: TrackedRun, where: TrackingOptions): Promise<void> {
  const tracking = await openTracking({ ...where, timeoutSeconds: 5, retries: 0 });
  try {
    await (await tracking.tracker.startRun({ runId: run.runId })).end("KILLED");
  } finally {
    await tracking.close();
  }
}

async function trainTracked(job: Job, yTrain: Series): Promise<Trained> {
  const { config, tracking, run, options, seed, name, rows } = job;
  const { signal } = options;
  await logDatasets(run, options.datasets ?? []);
  const prepared = prepare(config, rows, yTrain, options);
  const parameters = textParameters(config.algorithm, prepared.estimator.params);
  await run.logParams({ ...parameters, seed: String(seed), rows: String(rows.numRows()) });
  const fitted = fitModel(prepared, seed, options);
  const metrics = measure(fitted.outcome);

  options.onProgress?.({ done: 0, message: "exporting one graph" });
  const { spec, bundle, parity } = await exportModel(job, prepared, fitted, metrics);
  signal?.throwIfAborted();
  options.onProgress?.({ done: 0, message: "evaluating the bundle" });
  const evaluations = [{ set: prepared.judged.set, metrics }, ...evaluateHoldouts(bundle, prepared, fitted, signal)];
  const gate = await judge(job, prepared, fitted, metrics);
  signal?.throwIfAborted();

  const createdAt = options.createdAt ?? new Date();
  const kept = await logBundle(run, spec, { createdAt, parameters, metrics: metricRecords(evaluations, prepared.judged.set) });
  const folder = resolve(join(options.folder ?? options.home ?? ".mlops", "bundles", kept.modelId));
  await writeBundle(folder, spec, kept.files);
  await run.setTags({ "mlops.gate": gate.reason });
  signal?.throwIfAborted();
  const register = gate.passed && (options.registerModel ?? config.registerModel);
  const modelVersion = register
    ? await registerVersion(tracking, config, { name, modelId: kept.modelId, runId: run.runId, gate })
    : undefined;
  const modelUri = modelVersion ? `models:/${modelVersion.name}/${modelVersion.version}` : kept.uri;
  const shared = { metrics, evaluations, gate, bundle: folder, runId: run.runId, modelUri, ...(modelVersion ? { modelVersion } : {}) };
  return {
    output: { kind: "training", ...shared },
    details: {
      ...shared,
      algorithm: config.algorithm,
      parameters: prepared.estimator.params,
      task: fitted.model.kind,
      target: prepared.target,
      rows: rows.numRows(),
      features: prepared.features.outputNames.length,
      primaryMetric: prepared.primaryMetric,
      importances: importancesOf(prepared, fitted),
      curves: curvesOf(fitted.outcome),
      parity,
      baselines: config.baselines,
    },
  };
}

function textParameters(algorithm: string, params: Readonly<Record<string, unknown>>): Record<string, string> {
  const given = Object.entries(params).filter(([, value]) => value !== undefined);
  return { algorithm, ...Object.fromEntries(given.map(([key, value]) => [key, String(value)])) };
}

/** The model directory in memory, compared with the model. */
async function exportModel(job: Job, prepared: Prepared, { model }: FittedModel, metrics: Readonly<Record<string, MetricValue>>) {
  const { features, judged, target, estimator } = prepared;
  const spec = bundleSpec({
    built: buildGraph({ name: job.name, features, model, version: VERSION }),
    model,
    features,
    rows: judged.raw,
    goldenRows: job.config.goldenRows,
    seed: job.seed,
    target,
    parameters: estimator.params,
    metrics: Object.fromEntries(Object.entries(metrics).map(([key, metric]) => [key, metric.value])),
    profile: job.options.profile ?? profileTable(job.rows),
    version: VERSION,
  });
  const bundle = await readBundle(bundleFiles(spec));
  return { spec, bundle, parity: checkParity({ bundle, spec, model, features, rows: judged.raw, seed: job.seed }) };
}

function evaluateHoldouts(bundle: Bundle, { holdouts }: Prepared, { model }: FittedModel, signal: AbortSignal | undefined): Evaluation[] {
  const classes = model.kind === "classification" ? model.classes : null;
  return holdouts.flatMap(({ name, raw, truth, groupBy }) => {
    signal?.throwIfAborted();
    return evaluateGroups(name, outcomeOf(truth, predictionsOfTable(bundle.predict(raw), classes)), raw, groupBy);
  });
}

async function judge(
  { config, tracking, options, seed, name }: Job,
  { judged, gateMetric }: Prepared,
  { model, outcome }: FittedModel,
  metrics: Readonly<Record<string, MetricValue>>,
): Promise<GateVerdict> {
  const { gate } = config;
  const comparable = judged.set === "validation" && gate.enabled;
  const champion = comparable
    ? await championFigures({
        registry: tracking.registry,
        name,
        alias: gate.champion,
        metric: gateMetric,
        x: judged.raw,
        truth: judged.truth,
        classes: model.kind === "classification" ? model.classes : null,
        ours: outcome,
        level: gate.confidence,
        seed,
        signal: options.signal,
      })
    : null;
  const value = metrics[gateMetric] as MetricValue; // a metric of this task, as was checked
  return judgeGate({ gate, metric: gateMetric, higherIsBetter: higherIsBetter(gateMetric), value, champion });
}

function importancesOf({ features }: Prepared, { model }: FittedModel): TrainingDetails["importances"] {
  const { importances } = model;
  return importances === null ? [] : features.outputNames.map((feature, i) => ({ feature, value: importances[i] as number }));
}
