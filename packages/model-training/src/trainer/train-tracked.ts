import { join, resolve } from "node:path";
import { writeBundle } from "@mlops/core/bundle";
import type { Evaluation, TrainingDetails, TrainingOutput } from "@mlops/core/stage";
import type { Series } from "@mlops/core/table";
import { createEstimator } from "../algorithms/create-estimator.ts";
import { decide, predictedRows } from "../calibrate/decide.ts";
import { keepDocuments } from "../document/keep-documents.ts";
import { curvesOf } from "../evaluate/curves.ts";
import { measure } from "../evaluate/measure.ts";
import { metricRecords } from "../evaluate/metric-keys.ts";
import { outcomeOf, predictionsOfModel } from "../evaluate/outcome.ts";
import { type CrossValidated, crossValidate, measureFolds } from "../folds/cross-validate.ts";
import { outOfFoldFile } from "../folds/out-of-fold-file.ts";
import { takeNumbers } from "../folds/take-matrix.ts";
import { dataWarnings } from "./data-warnings.ts";
import { earlyStoppingOf, judgingWarnings } from "./early-stopping.ts";
import { evaluateHoldouts } from "./evaluate-holdouts.ts";
import { explainModel, importancesOf } from "./explain-model.ts";
import { exportModel } from "./export-model.ts";
import { type FinishedModel, fitModel } from "./fit-model.ts";
import type { Job } from "./job.ts";
import { judge } from "./judge.ts";
import { type Prepared, prepare } from "./prepare.ts";
import { settings, textParameters } from "./run-parameters.ts";
import { runSearch } from "./run-search.ts";
import { toldParameters } from "./told-parameters.ts";
import { logBundle, logDatasets, registerVersion } from "./track-training.ts";

export interface Trained {
  readonly details: TrainingDetails;
  readonly output: TrainingOutput;
}

/** The steps of one training, in order; nothing but the run and the trials of a search is kept until all is computed. */
export async function trainTracked(job: Job, yTrain: Series): Promise<Trained> {
  const { config, tracking, run, options, seed, name, rows } = job;
  const { signal } = options;
  await logDatasets(run, options.datasets ?? []);
  const prepared = prepare(config, rows, yTrain, options, seed, job.tools);
  const searched = config.search ? await runSearch({ ...job, config: { ...config, search: config.search } }, prepared) : undefined;
  const estimator = searched ? createEstimator(config.algorithm, searched.parameters, job.tools) : prepared.estimator;
  const told = toldParameters(estimator.params, prepared.rows.y.kind, prepared.watched !== undefined);
  const parameters = textParameters(config.algorithm, told);
  await run.logParams({ ...parameters, ...settings(job, prepared), seed: String(seed), rows: String(rows.numRows()) });

  const validated = prepared.plan && (await outOfFold(job, prepared, estimator));
  const base = fitModel(estimator, prepared.rows, seed, options, prepared.watched);
  const { outOfFold: predictions, details: decision, ...decided } = decide(config, base, prepared.rows, validated);
  const fitted = finish(prepared, validated, predictions, decided);
  const { model, outcome, threshold } = fitted;
  const metrics = measure(outcome);
  const folds = prepared.plan && predictions && measureFolds(prepared.rows, predictions, prepared.plan, threshold);

  options.onProgress?.({ done: 0, message: "exporting one graph" });
  const exported = await exportModel(
    job,
    prepared,
    { ...fitted, params: estimator.params, calibration: decision.calibration?.method },
    metrics,
  );
  signal?.throwIfAborted();
  options.onProgress?.({ done: 0, message: "evaluating the bundle" });
  const evaluations: Evaluation[] = [
    { set: prepared.judged.set, metrics },
    ...(folds ? [{ set: "cross_validation", metrics: folds.metrics }] : []),
    ...(await evaluateHoldouts(exported.bundle, prepared, fitted, signal)),
  ];
  const gate = await judge(job, prepared, fitted, metrics);
  const explained = await explainModel(job, prepared, estimator, fitted);
  signal?.throwIfAborted();

  const createdAt = options.createdAt ?? new Date();
  const kept = await logBundle(run, exported.spec, { createdAt, parameters, metrics: metricRecords(evaluations, prepared.judged.set) });
  const folder = resolve(join(options.folder ?? job.home, "bundles", kept.modelId));
  await writeBundle(folder, exported.spec, kept.files);
  if (validated && predictions)
    await run.logArtifact("out_of_fold.csv", { text: outOfFoldFile(prepared.rows.y, predictions, validated.foldOf, model) });
  await run.setTags({ "mlops.gate": gate.reason });
  signal?.throwIfAborted();
  const register = gate.passed && (options.registerModel ?? config.registerModel);
  const modelVersion = register
    ? await registerVersion(tracking, config, { name, modelId: kept.modelId, runId: run.runId, gate })
    : undefined;
  const modelUri = modelVersion ? `models:/${modelVersion.name}/${modelVersion.version}` : kept.uri;
  const stopped = earlyStoppingOf(base, estimator, prepared);
  const warnings = [...judgingWarnings(prepared, options), ...dataWarnings(prepared.rows.x, prepared.rows.y, config.algorithm)];
  const shared = { metrics, evaluations, gate, bundle: folder, runId: run.runId, modelUri, ...(modelVersion ? { modelVersion } : {}) };
  const details: TrainingDetails = {
    ...shared,
    algorithm: config.algorithm,
    parameters: told,
    task: model.kind,
    target: prepared.target,
    rows: rows.numRows(),
    features: prepared.rows.features.outputNames.length,
    primaryMetric: prepared.primaryMetric,
    importances: importancesOf(prepared, model),
    curves: curvesOf(outcome),
    parity: exported.parity,
    baselines: config.baselines,
    ...(folds && prepared.plan ? { crossValidation: { method: prepared.plan.method, ...folds } } : {}),
    ...(searched ? { search: searched.details } : {}),
    ...(stopped ? { earlyStopping: stopped } : {}),
    ...(prepared.judged.truth.weights ? { weighted: true } : {}),
    ...decision,
    ...explained,
    ...(warnings.length > 0 ? { warnings } : {}),
  };
  await keepDocuments(job, details, { graph: exported.spec.graph, createdAt, features: prepared.rows.features });
  searched?.forget();
  return { output: { kind: "training", ...shared }, details };
}

async function outOfFold(job: Job, { rows, plan }: Prepared, estimator: Prepared["estimator"]): Promise<CrossValidated | undefined> {
  if (plan === undefined) return undefined;
  const { signal, onProgress } = job.options;
  return crossValidate(estimator, rows, plan, {
    seed: job.seed,
    signal,
    onFold: (done, total) => onProgress?.({ done, total, message: "cross-validating" }),
  });
}

/** The model with what it says of the rows it is judged on: out of fold where those are training rows and there are folds. */
function finish(
  { judged }: Prepared,
  validated: CrossValidated | undefined,
  predictions: readonly Float64Array[] | undefined,
  { model, threshold }: Pick<FinishedModel, "model" | "threshold">,
): FinishedModel {
  if (judged.set !== "out_of_fold" || !validated || !predictions)
    return { model, threshold, outcome: outcomeOf(judged.truth, predictionsOfModel(model, judged.x), threshold) };
  const rows = predictedRows(validated);
  const own = predictions.map((values) => takeNumbers(values, rows));
  return { model, threshold, outcome: outcomeOf(judged.truth, own, threshold) };
}
