export { type AgreementInput, type AgreementMetricName, agreementMetrics } from "./agreement.ts";
export { auc, aucDifference, type Difference } from "./auc.ts";
export { type BinaryInput, type BinaryMetricName, type BinaryOptions, binaryMetrics } from "./binary.ts";
export { type BootstrapOptions, bootstrapMetric } from "./bootstrap-metric.ts";
export { type Calibration, type CalibrationBin, type CalibrationOptions, calibration } from "./calibration.ts";
export { type CalibrationErrorOptions, calibrationError } from "./calibration-error.ts";
export { type ConfusionCounts, confusionCounts } from "./confusion.ts";
export { type CurveOptions, type CurvePoint, precisionRecallCurve, rocCurve } from "./curves.ts";
export {
  type FurtherBinaryMetricName,
  type FurtherMulticlassMetricName,
  type FurtherRegressionMetricName,
  furtherBinaryMetrics,
  furtherMulticlassMetrics,
  furtherRegressionMetrics,
} from "./further-metrics.ts";
export type { IntervalMethod, Metric, MetricOptions } from "./metric.ts";
export { higherIsBetter, METRICS, type MetricName, type MetricTask, metricNames } from "./metric-table.ts";
export { type MulticlassMetricName, multiclassMetrics } from "./multiclass.ts";
export type { MulticlassInput } from "./multiclass-rows.ts";
export { type PairedOptions, pairedDifference } from "./paired-difference.ts";
export { PROBABILITY_FLOOR } from "./probability-loss.ts";
export { type RankingInput, type RankingMetricName, type RankingOptions, rankingMetrics } from "./ranking.ts";
export { type RegressionInput, type RegressionMetricName, regressionMetrics } from "./regression.ts";
export { maxError, pinballLoss } from "./regression-losses.ts";
export type { BinaryLabels } from "./scored-rows.ts";
export { type Slice, type SliceOptions, sliceRows } from "./slice-rows.ts";
export { topKAccuracy } from "./top-k-accuracy.ts";
