import type { FittedEstimator } from "@mlops/core/estimator";
import type { MetricValue, TrainingDetails } from "@mlops/core/stage";
import type { TrainingConfig } from "@mlops/models";
import { measure } from "../evaluate/measure.ts";
import { outcomeOf, type Predictions } from "../evaluate/outcome.ts";
import { truthOfTarget } from "../evaluate/truth.ts";
import type { CrossValidated } from "../folds/cross-validate.ts";
import { takeNumbers } from "../folds/take-matrix.ts";
import type { TrainingRows } from "../trainer/training-rows.ts";
import { CalibratedClassifier } from "./calibrated-classifier.ts";
import { chooseThreshold } from "./choose-threshold.ts";
import { type CalibratedOn, crossCalibrate, fitCalibrators } from "./fit-calibrators.ts";

/** A model as it is exported: calibrated, with its threshold. */
export interface Decided {
  readonly model: FittedEstimator;
  /** Out-of-fold predictions, each fold calibrated by the others; undefined where there was no cross-validation. */
  readonly outOfFold: Predictions | undefined;
  readonly threshold: number | undefined;
  readonly details: Pick<TrainingDetails, "calibration" | "threshold">;
}

/** Learns calibration and threshold from out-of-fold predictions, never from those of rows that the model was fitted on. */
export function decide(
  config: TrainingConfig,
  model: FittedEstimator,
  { y, metricWeights }: Pick<TrainingRows, "y" | "metricWeights">,
  validated: CrossValidated | undefined,
): Decided {
  const plain: Decided = { model, outOfFold: validated?.predictions, threshold: undefined, details: {} };
  if (model.kind !== "classification" || y.kind !== "classification") return plain;
  const calibrated = validated ? withCalibration(config, plain, { y, metricWeights }, validated) : plain;
  if (config.threshold === undefined) return calibrated;
  const rows = validated ? predictedRows(validated) : new Uint32Array(0);
  const labels = Int32Array.from(rows, (row) => y.codes[row] as number);
  const scores = takeNumbers(calibrated.outOfFold?.[1] ?? new Float64Array(0), rows);
  const chosen = chooseThreshold(config.threshold, { labels, scores, weights: metricWeights && takeNumbers(metricWeights, rows) });
  const threshold = { ...chosen, positiveClass: String(y.classes[1]) };
  return { ...calibrated, threshold: chosen.value, details: { ...calibrated.details, threshold } };
}

function withCalibration(config: TrainingConfig, plain: Decided, on: CalibratedOn, validated: CrossValidated): Decided {
  const method = config.calibration;
  if (method === "none" || plain.model.kind !== "classification") return plain;
  const rows = predictedRows(validated);
  const calibrators = fitCalibrators(method, on, validated.predictions, rows);
  const outOfFold = crossCalibrate(method, on, validated);
  const logLoss = (predictions: Predictions): MetricValue => {
    const own = predictions.map((values) => takeNumbers(values, rows));
    return measure(outcomeOf(truthOfTarget(on.y, on.metricWeights, rows), own))["log_loss"] as MetricValue;
  };
  const calibration = { method, rows: rows.length, before: logLoss(validated.predictions), after: logLoss(outOfFold) };
  return { ...plain, model: new CalibratedClassifier(plain.model, calibrators), outOfFold, details: { calibration } };
}

/** Rows that some fold predicted. */
export function predictedRows({ foldOf }: Pick<CrossValidated, "foldOf">): Uint32Array {
  return Uint32Array.from({ length: foldOf.length }, (_, row) => row).filter((row) => (foldOf[row] as number) >= 0);
}
