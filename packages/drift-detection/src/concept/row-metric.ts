import {
  binaryMetrics,
  furtherBinaryMetrics,
  furtherMulticlassMetrics,
  furtherRegressionMetrics,
  METRICS,
  type Metric,
  type MetricName,
  multiclassMetrics,
  regressionMetrics,
} from "@mlops/core/metrics";
import type { OutcomeRows } from "./outcomes.ts";

/** Those that are of scores; the others are of calls. */
const OF_SCORES: ReadonlySet<string> = new Set(["auc", "average_precision", "log_loss", "brier", "ece"]);

/** Whether a metric needs scores. */
export function needsScores(metric: string): boolean {
  return OF_SCORES.has(metric);
}

/** One metric of the places start…end − 1; null with a reason where it is undefined. `classes` is their number, 0 for numbers. */
export function metricOfRows(metric: string, rows: OutcomeRows, classes: number, start: number, end: number): Metric {
  const further = METRICS[metric as MetricName].further === true;
  const actual = rows.truth.subarray(start, end);
  const predicted = rows.given.subarray(start, end);
  if (classes === 0) return named((further ? furtherRegressionMetrics : regressionMetrics)({ actual, predicted }), metric);
  const labels = Int32Array.from(actual);
  if (classes > 2) {
    const probabilities = Array.from({ length: classes }, (_, code) => predicted.map((call) => (call === code ? 1 : 0)));
    return named((further ? furtherMulticlassMetrics : multiclassMetrics)({ labels, probabilities }), metric);
  }
  const scores = needsScores(metric) && rows.scores !== null ? rows.scores.subarray(start, end) : predicted;
  return named((further ? furtherBinaryMetrics : binaryMetrics)({ labels, scores }), metric);
}

function named(all: Readonly<Record<string, Metric>>, metric: string): Metric {
  return all[metric] as Metric;
}
