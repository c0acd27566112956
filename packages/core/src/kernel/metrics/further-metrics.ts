import { agreementMetrics } from "./agreement.ts";
import type { BinaryInput, BinaryOptions } from "./binary.ts";
import { calibrationError } from "./calibration-error.ts";
import type { Metric, MetricOptions } from "./metric.ts";
import { callsOf, type MulticlassInput } from "./multiclass-rows.ts";
import { weightedOvrAuc } from "./ovr-auc.ts";
import type { RegressionInput } from "./regression.ts";
import { maxError, pinballLoss } from "./regression-losses.ts";
import { topKAccuracy } from "./top-k-accuracy.ts";

export type FurtherBinaryMetricName = "balanced_accuracy" | "mcc" | "cohen_kappa" | "ece";
export type FurtherMulticlassMetricName =
  | "micro_f1"
  | "balanced_accuracy"
  | "mcc"
  | "cohen_kappa"
  | "auc_ovr_weighted"
  | "top_2_accuracy"
  | "top_3_accuracy";
export type FurtherRegressionMetricName = "max_error" | "pinball";

/**
 * Metrics of a two-class model beside those of `binaryMetrics`.
 * @throws DataError `COLUMN_LENGTH`, `VALUE_INVALID`
 * @example furtherBinaryMetrics({ labels: Uint8Array.of(0, 1), scores: Float64Array.of(0.2, 0.7) }).mcc.value // => 1
 */
export function furtherBinaryMetrics(input: BinaryInput, options: BinaryOptions = {}): Record<FurtherBinaryMetricName, Metric> {
  const { threshold = 0.5 } = options;
  const calls = Int32Array.from(input.scores, (score) => (score >= threshold ? 1 : 0));
  const { balanced_accuracy, mcc, cohen_kappa } = agreementMetrics({ labels: Int32Array.from(input.labels), calls, classes: 2 }, options);
  return { balanced_accuracy, mcc, cohen_kappa, ece: calibrationError(input.labels, input.scores, options) };
}

/**
 * Metrics of a model of K classes beside those of `multiclassMetrics`.
 * @throws DataError `COLUMN_LENGTH`, `VALUE_INVALID`
 * @example furtherMulticlassMetrics({ labels: Int32Array.of(0, 1), probabilities: [Float64Array.of(0.9, 0.4), Float64Array.of(0.1, 0.6)] }).mcc.value // => 1
 */
export function furtherMulticlassMetrics(input: MulticlassInput, options: MetricOptions = {}): Record<FurtherMulticlassMetricName, Metric> {
  const calls = callsOf(input.probabilities, input.labels.length);
  return {
    ...agreementMetrics({ labels: input.labels, calls, classes: input.probabilities.length }, options),
    auc_ovr_weighted: weightedOvrAuc(input, options),
    top_2_accuracy: topKAccuracy(input, 2, options),
    top_3_accuracy: topKAccuracy(input, 3, options),
  };
}

/**
 * Metrics of a regression model beside those of `regressionMetrics`; the pinball loss is that of the median.
 * @throws DataError `COLUMN_LENGTH`, `VALUE_INVALID`
 * @example furtherRegressionMetrics({ actual: Float64Array.of(1, 2), predicted: Float64Array.of(1, 4) }).max_error.value // => 2
 */
export function furtherRegressionMetrics(input: RegressionInput, options: MetricOptions = {}): Record<FurtherRegressionMetricName, Metric> {
  return { max_error: maxError(input, options), pinball: pinballLoss(input, 0.5, options) };
}
