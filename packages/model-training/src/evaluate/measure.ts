import { binaryMetrics, type Metric, type MetricTask, multiclassMetrics, regressionMetrics } from "@mlops/core/metrics";
import type { MetricValue } from "@mlops/core/stage";
import type { Outcome } from "./outcome.ts";

/**
 * The full set of metrics of the outcome's kind, each with n and a 95% interval; undefined ones are null with a reason. Weighed where rows are.
 * Rows whose truth is unknown (a label of -1, a NaN) are left out.
 * @throws DataError `VALUE_INVALID` for scores that are not finite, `COLUMN_LENGTH`
 * @example
 * const metrics = measure({ kind: "binary", labels: Int32Array.of(0, 1, -1), scores: Float64Array.of(0.2, 0.7, 0.9) });
 * [metrics.auc.value, metrics.auc.n] // => [1, 2]
 */
export function measure(outcome: Outcome): Record<string, MetricValue> {
  return Object.fromEntries(Object.entries(metricsOf(outcome)).map(([name, metric]) => [name, withoutMethod(metric)]));
}

function metricsOf(outcome: Outcome): Record<string, Metric> {
  const { weights: sampleWeight } = outcome;
  switch (outcome.kind) {
    case "binary":
      return binaryMetrics(outcome, { sampleWeight, ...(outcome.threshold === undefined ? {} : { threshold: outcome.threshold }) });
    case "multiclass":
      return multiclassMetrics(outcome, { sampleWeight });
    case "regression":
      return regressionMetrics(outcome, { sampleWeight });
  }
}

function withoutMethod({ value, n, interval, reason }: Metric): MetricValue {
  return { value, n, interval, ...(reason === undefined ? {} : { reason }) };
}

/** The metric a model is judged by where none is named. @example defaultMetric("regression") // => "rmse" */
export function defaultMetric(task: MetricTask): string {
  return { binary: "auc", multiclass: "log_loss", regression: "rmse" }[task];
}
