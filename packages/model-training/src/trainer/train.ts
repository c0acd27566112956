import { join } from "node:path";
import { type BundleSpec, compareOutputs, type ParityReport, readBundle, writeBundle } from "@mlops/core/bundle";
import { higherIsBetter, metricNames } from "@mlops/core/metrics";
import { profileTable } from "@mlops/core/profile";
import type { Evaluation, GateVerdict, TrainingDetails, TrainingOutput } from "@mlops/core/stage";
import type { Series, TableLike } from "@mlops/core/table";
import type { TrackedRun, Tracking } from "@mlops/core/tracking";
import { ConfigError, MLOpsError, type TrainingConfig } from "@mlops/models";
import { curvesOf } from "../evaluate/curves.ts";
import { evaluateGroups } from "../evaluate/groups.ts";
import { defaultMetric, measure } from "../evaluate/measure.ts";
import { outcomeOfBundle } from "../evaluate/outcome.ts";
import { buildGraph } from "../export/build-graph.ts";
import { bundleSpec, expectedOutputs, sampleRows, toleranceOf } from "../export/bundle-spec.ts";
import { championFigures } from "../gate/champion.ts";
import { judgeGate } from "../gate/judge-gate.ts";
import { type FittedModel, fitModel } from "./fit-model.ts";
import { logBundle, logDatasets, metricRecords, registerVersion } from "./track-training.ts";
import type { TrainOptions } from "./train-options.ts";
import { VERSION } from "./version.ts";

export interface Trained {
  readonly details: TrainingDetails;
  readonly output: TrainingOutput;
}

/** Rows on which the exported graph is compared with the model, beside the golden rows. */
const PARITY_ROWS = 10_000;

/**
 * Fits, evaluates, gates, exports and registers one model, all of it tracked. A run that fails or is aborted ends as FAILED or KILLED.
 * A blocked gate is no error here: `details.gate.passed` is false and nothing is registered.
 */
export async function train(
  config: TrainingConfig,
  tracking: Tracking,
  xTrain: TableLike,
  yTrain: Series,
  options: TrainOptions,
): Promise<Trained> {
  const signal = options.signal;
  signal?.throwIfAborted();
  checkGate(config, options);
  const run = await tracking.tracker.startRun({
    ...(options.name === undefined ? {} : { name: options.name }),
    tags: { ...config.tags, ...options.tags },
  });
  try {
    await logDatasets(run, options.datasets ?? []);
    const trained = await trainTracked(config, tracking, run, xTrain, yTrain, options);
    await run.end("FINISHED");
    return trained;
  } catch (error) {
    await run.end(signal?.aborted ? "KILLED" : "FAILED").catch(() => undefined); // the first error is the one to tell
    throw error;
  }
}

function checkGate(config: TrainingConfig, options: TrainOptions): void {
  const { gate } = config;
  if (!gate.enabled || (gate.threshold === undefined && gate.minImprovement === undefined) || (options.xVal && options.yVal)) return;
  throw new ConfigError({
    code: "PARAMETER_INVALID",
    parameter: "gate",
    detail: "a model cannot be judged on the rows it was trained on",
    hint: "give validation rows, or leave threshold and minImprovement out",
  });
}

function primaryMetric(config: TrainingConfig, fitted: FittedModel): string {
  const name = config.primaryMetric ?? config.gate.metric ?? defaultMetric(fitted.outcome.kind);
  for (const metric of [name, config.gate.metric ?? name]) {
    higherIsBetter(metric);
    const known: readonly string[] = metricNames(fitted.outcome.kind);
    if (!known.includes(metric)) {
      throw new ConfigError({
        code: "PARAMETER_INVALID",
        parameter: "primaryMetric",
        detail: `${metric} is not defined for a ${fitted.outcome.kind} target`,
        hint: `metrics: ${known.join(", ")}`,
      });
    }
  }
  return name;
}

async function trainTracked(
  config: TrainingConfig,
  tracking: Tracking,
  run: TrackedRun,
  xTrain: TableLike,
  yTrain: Series,
  options: TrainOptions,
): Promise<Trained> {
  const seed = options.seed ?? config.seed;
  const target = config.target ?? "target";
  const name = config.registeredModelName ?? options.name ?? "model";
  const fitted = fitModel(config, xTrain, yTrain, options);
  options.signal?.throwIfAborted();
  const primary = primaryMetric(config, fitted);
  const metrics = measure(fitted.outcome);
  const parameters = {
    algorithm: config.algorithm,
    ...Object.fromEntries(
      Object.entries(fitted.estimator.params).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])),
    ),
  };
  await run.logParams({ ...parameters, seed: String(seed), rows: String(xTrain.numRows()) });

  options.onProgress?.({ done: 0, message: "exporting one graph" });
  const judged = options.xVal ?? xTrain;
  const spec = bundleSpec({
    built: buildGraph(name, fitted.features, fitted.model, VERSION),
    model: fitted.model,
    features: fitted.features,
    rows: judged,
    goldenRows: config.goldenRows,
    seed,
    target,
    parameters: fitted.estimator.params,
    metrics: Object.fromEntries(Object.entries(metrics).map(([key, metric]) => [key, metric.value])),
    profile: options.profile ?? profileTable(xTrain),
    version: VERSION,
  });
  const logged = await logBundle(run, spec, metricRecords([{ set: fitted.evaluatedOn, metrics }], fitted.evaluatedOn), parameters);
  const folder = join(options.folder ?? options.home ?? ".mlops", "bundles", logged.modelId);
  await writeBundle(folder, spec, { modelId: logged.modelId, runId: run.runId });
  const bundle = await readBundle(folder);
  const parity = checkParity(fitted, spec, bundle.verifyGoldenRows(), sampleRows(judged, PARITY_ROWS, seed), (rows) =>
    bundle.predict(rows),
  );
  options.signal?.throwIfAborted();

  options.onProgress?.({ done: 0, message: "evaluating the bundle" });
  const classes = fitted.model.kind === "classification" ? fitted.model.classes : null;
  const evaluations: Evaluation[] = [{ set: fitted.evaluatedOn, metrics }];
  for (const [set, rows] of Object.entries(options.holdouts ?? {})) {
    const outcome = outcomeOfBundle(bundle.predict(rows.x), classes, rows.y, target);
    evaluations.push(...evaluateGroups(set, outcome, rows.x, rows.groupBy));
    options.signal?.throwIfAborted();
  }
  await run.logMetrics(metricRecords(evaluations.slice(1), fitted.evaluatedOn).map((record) => ({ ...record, modelId: logged.modelId })));

  const gate = await judge(config, tracking, fitted, options, { name, primary, seed });
  await run.setTags({ "mlops.gate": gate.reason });
  const register = gate.passed && (options.registerModel ?? config.registerModel);
  const modelVersion = register
    ? await registerVersion(tracking, config, { name, modelId: logged.modelId, runId: run.runId, gate })
    : undefined;
  const modelUri = modelVersion ? `models:/${modelVersion.name}/${modelVersion.version}` : logged.uri;
  const importances = fitted.model.importances;
  const shared = { metrics, evaluations, gate, bundle: folder, runId: run.runId, modelUri, ...(modelVersion ? { modelVersion } : {}) };
  return {
    output: { kind: "training", ...shared },
    details: {
      ...shared,
      algorithm: config.algorithm,
      parameters: fitted.estimator.params,
      task: fitted.model.kind,
      target,
      rows: xTrain.numRows(),
      features: fitted.features.outputNames.length,
      primaryMetric: primary,
      importances:
        importances === null ? [] : fitted.features.outputNames.map((feature, i) => ({ feature, value: importances[i] as number })),
      curves: curvesOf(fitted.outcome),
      parity,
      baselines: config.baselines,
    },
  };
}

/** The worse of the golden rows and a larger sample. Throws `MLOpsError` PARITY_BROKEN where the graph says something else than the model. */
function checkParity(
  fitted: FittedModel,
  spec: BundleSpec,
  golden: ParityReport,
  sample: TableLike,
  predict: (rows: TableLike) => TableLike,
): ParityReport {
  const larger = compareOutputs(predict(sample), expectedOutputs(fitted.model, fitted.features, sample), toleranceOf(fitted.model.name));
  const parity: ParityReport = {
    rows: golden.rows + larger.rows,
    maxError: Math.max(golden.maxError, larger.maxError),
    tolerance: spec.goldenRows.tolerance,
    labelsEqual: golden.labelsEqual && larger.labelsEqual,
    ok: golden.ok && larger.ok,
  };
  if (!parity.ok) {
    const detail = parity.labelsEqual ? `largest difference ${parity.maxError}, allowed ${parity.tolerance}` : "labels differ";
    throw new MLOpsError({ code: "PARITY_BROKEN", detail, ...parity });
  }
  return parity;
}

async function judge(
  config: TrainingConfig,
  tracking: Tracking,
  fitted: FittedModel,
  options: TrainOptions,
  { name, primary, seed }: { name: string; primary: string; seed: number },
): Promise<GateVerdict> {
  const metric = config.gate.metric ?? primary;
  const value = measure(fitted.outcome)[metric] ?? { value: null, n: 0, interval: null };
  const target = config.target ?? "target";
  const champion =
    options.xVal && options.yVal && config.gate.enabled
      ? await championFigures({
          registry: tracking.registry,
          name,
          alias: config.gate.champion,
          metric,
          x: options.xVal,
          y: options.yVal,
          target,
          ours: fitted.outcome,
          level: config.gate.confidence,
          seed,
        })
      : null;
  return judgeGate({ gate: config.gate, metric, higherIsBetter: higherIsBetter(metric), value, champion });
}
