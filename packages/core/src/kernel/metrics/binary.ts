import { ConfigError } from "@mlops/models/errors";
import { aucOf } from "./auc.ts";
import { averagePrecisionOf } from "./average-precision.ts";
import { confusionCells, thresholdMetrics } from "./confusion.ts";
import { checkLevel } from "./evaluated-rows.ts";
import type { Metric, MetricOptions } from "./metric.ts";
import { probabilityLosses } from "./probability-loss.ts";
import { type BinaryLabels, scoredRows } from "./scored-rows.ts";

export interface BinaryInput {
  /** 1 is positive, 0 negative, −1 unknown: such rows are left out. */
  readonly labels: BinaryLabels;
  /** Score of the positive class; log loss and Brier score need probabilities. */
  readonly scores: Float64Array;
}

export interface BinaryOptions extends MetricOptions {
  /** A row is called positive where its score is at least this. Default 0.5. */
  readonly threshold?: number;
}

export type BinaryMetricName =
  | "auc"
  | "average_precision"
  | "log_loss"
  | "brier"
  | "accuracy"
  | "precision"
  | "recall"
  | "specificity"
  | "f1";

/**
 * All metrics of a two-class model, each with n and interval; undefined ones are null with a reason (scikit-learn gives 0 and a warning).
 * O(n): the rows are sorted once.
 * @throws DataError `COLUMN_LENGTH`, or `VALUE_INVALID` for a label other than −1, 0, 1 or a score that is not finite
 * @see sklearn.metrics, equal to 1e-12
 * @example binaryMetrics({ labels: Uint8Array.of(0, 1), scores: Float64Array.of(0.2, 0.7) }).accuracy.value // => 1
 */
export function binaryMetrics(input: BinaryInput, options: BinaryOptions = {}): Record<BinaryMetricName, Metric> {
  const level = checkLevel(options.level);
  const threshold = options.threshold ?? 0.5;
  if (Number.isNaN(threshold)) throw new ConfigError({ code: "PARAMETER_INVALID", parameter: "threshold", detail: "it is NaN" });
  const rows = scoredRows(input.labels, input.scores, options.sampleWeight);
  return {
    auc: aucOf(rows, level),
    average_precision: averagePrecisionOf(rows, level),
    ...probabilityLosses(rows, level),
    ...thresholdMetrics(rows.n, level, confusionCells(rows, threshold)),
  };
}
