import type { Estimator, FittedEstimator } from "@mlops/core/estimator";
import type { ShapSummary, TrainingDetails } from "@mlops/core/stage";
import { takeTable } from "@mlops/core/table";
import { confusionOf } from "../evaluate/confusion.ts";
import { type CurveRows, learningCurve } from "../evaluate/learning-curve.ts";
import { partialDependence } from "../evaluate/partial-dependence.ts";
import { permutationImportances } from "../evaluate/permutation.ts";
import type { Probe } from "../evaluate/probe.ts";
import { rowsToExplain, shapSummary } from "../evaluate/shap.ts";
import { sliceMetrics } from "../evaluate/slices.ts";
import { truthAt, truthOfTarget } from "../evaluate/truth.ts";
import { sampledPlaces } from "../export/sample-rows.ts";
import type { Fold } from "../folds/split-folds.ts";
import { takeMatrix, takeNumbers, takeTarget } from "../folds/take-matrix.ts";
import { holdoutPlan } from "../search/scoring-plan.ts";
import type { FinishedModel } from "./fit-model.ts";
import type { Job } from "./job.ts";
import type { Prepared } from "./prepare.ts";

type Explained = Pick<TrainingDetails, "confusion" | "permutation" | "shap" | "partialDependence" | "slices" | "learningCurve">;

/** What is found out about a model beside its metrics, on the rows it is judged on or some of them. */
export async function explainModel(job: Job, prepared: Prepared, estimator: Estimator, fitted: FinishedModel): Promise<Explained> {
  const { config, options, seed } = job;
  const { judged, primaryMetric } = prepared;
  const { evaluation } = config;
  options.onProgress?.({ done: 0, message: "explaining the model" });
  const { model, outcome } = fitted;
  const confusion = confusionOf(outcome, model.kind === "classification" ? model.classes : null);
  const probe = probeOf(job, prepared, fitted);
  const permutation = permutationImportances(probe, primaryMetric, evaluation.permutationRepeats, seed);
  const partial = partialDependence(probe, columnsToShow(prepared, permutation).slice(0, evaluation.partialDependence));
  const shap = shapOf(job, prepared, estimator, fitted);
  const slices = sliceMetrics(outcome, judged.raw, evaluation.slices, primaryMetric);
  const shares = evaluation.learningCurve;
  const curve =
    shares.length === 0
      ? undefined
      : await learningCurve(estimator, rowsOfCurve(prepared, seed), { metric: primaryMetric, shares, seed, signal: options.signal });
  return {
    ...(confusion ? { confusion } : {}),
    ...(permutation ? { permutation } : {}),
    ...(shap ? { shap } : {}),
    ...(partial.length > 0 ? { partialDependence: partial } : {}),
    ...(slices.length > 0 ? { slices } : {}),
    ...(curve ? { learningCurve: curve } : {}),
  };
}

function shapOf(
  { config, options, seed }: Job,
  { rows, judged }: Prepared,
  { params }: Estimator,
  { model }: FinishedModel,
): ShapSummary | undefined {
  const places = sampledPlaces(judged.raw.numRows(), rowsToExplain(model, config.evaluation.shap), seed);
  return shapSummary({
    model,
    features: rows.features,
    rows: takeTable(judged.raw, places),
    background: rows.x,
    logarithmic: params["objective"] === "poisson",
    signal: options.signal,
  });
}

/** Validation rows judge the curve; without them a share of the training rows that is set aside for it. */
function rowsOfCurve({ rows, judged }: Prepared, seed: number): CurveRows {
  const { x, y, weights, metricWeights } = rows;
  if (judged.set === "validation" || judged.set === "test") return { x, y, weights, metricWeights, judged };
  const [{ train, test }] = holdoutPlan(y, 0.2, seed).folds as [Fold];
  const own = {
    x: takeMatrix(x, train),
    y: takeTarget(y, train),
    weights: weights && takeNumbers(weights, train),
    metricWeights: metricWeights && takeNumbers(metricWeights, train),
  };
  return { ...own, judged: { x: takeMatrix(x, test), truth: truthOfTarget(y, metricWeights, test) } };
}

function probeOf({ config, options, seed }: Job, { rows, judged }: Prepared, { model, threshold }: FinishedModel): Probe {
  const places = sampledPlaces(judged.raw.numRows(), config.evaluation.sampleRows, seed);
  const truth = truthAt(judged.truth, places);
  return { model, features: rows.features, rows: takeTable(judged.raw, places), truth, threshold, signal: options.signal };
}

/** Raw columns, the most important first: by permutation, else in the order they are read. */
function columnsToShow({ rows }: Prepared, permutation: TrainingDetails["permutation"]): string[] {
  return permutation?.columns.map(({ column }) => column) ?? rows.features.inputColumns.map(({ name }) => name);
}

/** Shares of the gain by feature, where the model has them. */
export function importancesOf({ rows }: Prepared, { importances }: FittedEstimator): TrainingDetails["importances"] {
  return importances === null ? [] : rows.features.outputNames.map((feature, i) => ({ feature, value: importances[i] as number }));
}
