import { meanMetric } from "./mean-metric.ts";
import { type Metric, undefinedMetric } from "./metric.ts";
import type { ScoredRows } from "./scored-rows.ts";

/** Probabilities of 0 and 1 are moved by this much before their logarithm is taken, as scikit-learn does. */
export const PROBABILITY_FLOOR = 2 ** -52;

/** Log loss and Brier score of scores that are probabilities; undefined where one lies outside [0, 1]. */
export function probabilityLosses(rows: ScoredRows, level: number): Record<"log_loss" | "brier", Metric> {
  const reason =
    rows.n === 0 ? "there are no rows" : rows.positiveWeight + rows.negativeWeight > 0 ? outside(rows.scores) : "all weights are 0";
  if (reason !== undefined) {
    const none = undefinedMetric(rows.n, "student_t", reason);
    return { log_loss: none, brier: none };
  }
  const logLosses = new Float64Array(rows.n);
  const squares = new Float64Array(rows.n);
  for (let row = 0; row < rows.n; row++) {
    const score = rows.scores[row] as number;
    const p = Math.min(1 - PROBABILITY_FLOOR, Math.max(PROBABILITY_FLOOR, score));
    const positive = rows.positive[row] as number;
    logLosses[row] = positive === 1 ? -Math.log(p) : -Math.log1p(-p);
    squares[row] = (positive - score) ** 2;
  }
  return { log_loss: meanMetric(logLosses, rows.weights, level), brier: meanMetric(squares, rows.weights, level, 1) };
}

function outside(scores: Float64Array): string | undefined {
  for (let row = 0; row < scores.length; row++) {
    const score = scores[row] as number;
    if (score < 0 || score > 1) return `the scores are no probabilities (row ${row} is ${score})`;
  }
  return undefined;
}
