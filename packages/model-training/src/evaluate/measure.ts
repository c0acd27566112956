import { binaryMetrics, multiclassMetrics, regressionMetrics } from "@mlops/core/metrics";
import type { MetricValue } from "@mlops/core/stage";

/** What a model said about rows whose truth is known. Codes count into the classes; of two classes the last is the positive one. */
export type Outcome =
  | { readonly kind: "binary"; readonly labels: Int32Array; readonly scores: Float64Array }
  | { readonly kind: "multiclass"; readonly labels: Int32Array; readonly probabilities: readonly Float64Array[] }
  | { readonly kind: "regression"; readonly actual: Float64Array; readonly predicted: Float64Array };

/** The full set of metrics of the outcome's kind, each with n and a 95% interval. */
export function measure(outcome: Outcome): Record<string, MetricValue> {
  const metrics =
    outcome.kind === "binary"
      ? binaryMetrics({ labels: outcome.labels, scores: outcome.scores })
      : outcome.kind === "multiclass"
        ? multiclassMetrics({ labels: outcome.labels, probabilities: outcome.probabilities })
        : regressionMetrics({ actual: outcome.actual, predicted: outcome.predicted });
  const out: Record<string, MetricValue> = {};
  for (const [name, metric] of Object.entries(metrics)) {
    const { value, n, interval, reason } = metric;
    out[name] = { value, n, interval, ...(reason === undefined ? {} : { reason }) };
  }
  return out;
}

/** The metric a model is judged by where none is named. */
export function defaultMetric(outcome: Outcome["kind"]): string {
  return outcome === "binary" ? "auc" : outcome === "multiclass" ? "log_loss" : "rmse";
}
