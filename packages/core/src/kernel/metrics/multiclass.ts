import { normalQuantile } from "../stats/distributions.ts";
import { wilsonInterval } from "../stats/proportion.ts";
import { shareOfDiagonal, varianceOfCells } from "./effective-rows.ts";
import { checkLevel } from "./evaluated-rows.ts";
import { meanMetric } from "./mean-metric.ts";
import { around, type Metric, type MetricOptions, undefinedMetric } from "./metric.ts";
import { callsOf, countingRows, type MulticlassInput } from "./multiclass-rows.ts";
import { meanAuc } from "./ovr-auc.ts";
import { PROBABILITY_FLOOR } from "./probability-loss.ts";

export type MulticlassMetricName = "accuracy" | "macro_f1" | "weighted_f1" | "log_loss" | "auc_ovr_macro";

/**
 * Metrics of a model of K classes; a row is called the class of its highest probability, the first of equal ones.
 * Macro F1 averages over the classes that occur among labels or calls, weighted F1 by how often a class occurs;
 * `auc_ovr_macro` averages the area of each class against the rest and needs all classes.
 * @throws DataError `COLUMN_LENGTH`, or `VALUE_INVALID` for a code without a class or a probability that is not finite
 * @see sklearn.metrics, equal to 1e-12
 * @example multiclassMetrics({ labels: Int32Array.of(0, 1), probabilities: [Float64Array.of(0.9, 0.4), Float64Array.of(0.1, 0.6)] }).accuracy.value // => 1
 */
export function multiclassMetrics(input: MulticlassInput, options: MetricOptions = {}): Record<MulticlassMetricName, Metric> {
  const level = checkLevel(options.level);
  const { n, codes, columns, weights } = countingRows(input, options);
  const table = confusionTable(codes, columns, weights);
  if (!(table.total > 0)) {
    const none = (method: Metric["method"]) => undefinedMetric(n, method, n === 0 ? "there are no rows" : "all weights are 0");
    return {
      accuracy: none("wilson"),
      macro_f1: none("delta"),
      weighted_f1: none("delta"),
      log_loss: none("student_t"),
      auc_ovr_macro: none("delong"),
    };
  }
  return {
    accuracy: accuracy(table, n, level),
    macro_f1: f1(table, n, level, "macro"),
    weighted_f1: f1(table, n, level, "weighted"),
    log_loss: logLoss(codes, columns, weights, level),
    auc_ovr_macro: meanAuc(codes, columns, weights, level, new Float64Array(columns.length).fill(1 / columns.length)),
  };
}

interface ConfusionTable {
  readonly classes: number;
  /** classes × classes, label by row, call by column; shares that sum to 1. */
  readonly share: Float64Array;
  readonly total: number;
  /** Sums of squared weights over the squared sum of weights, by cell. */
  readonly squares: Float64Array;
}

function confusionTable(codes: Int32Array, columns: readonly Float64Array[], weights: Float64Array | null): ConfusionTable {
  const classes = columns.length;
  const calls = callsOf(columns, codes.length);
  const share = new Float64Array(classes * classes);
  const squares = new Float64Array(classes * classes);
  let total = 0;
  for (let row = 0; row < codes.length; row++) {
    const w = weights === null ? 1 : (weights[row] as number);
    const cell = (codes[row] as number) * classes + (calls[row] as number);
    share[cell] = (share[cell] as number) + w;
    squares[cell] = (squares[cell] as number) + w * w;
    total += w;
  }
  return { classes, share: share.map((weight) => weight / total), total, squares: squares.map((square) => square / total / total) };
}

function accuracy({ classes, share, squares }: ConfusionTable, n: number, level: number): Metric {
  const { value, effective } = shareOfDiagonal(share, squares, classes);
  return { value, n, interval: wilsonInterval(value * effective, effective, level), method: "wilson" };
}

/** The variance is that of the gradient by the table's cells (delta method for a multinomial; Takahashi et al. 2022). */
function f1({ classes, share, squares }: ConfusionTable, n: number, level: number, average: "macro" | "weighted"): Metric {
  const labelled = new Float64Array(classes);
  const called = new Float64Array(classes);
  for (let i = 0; i < classes; i++) {
    for (let j = 0; j < classes; j++) {
      const p = share[i * classes + j] as number;
      labelled[i] = (labelled[i] as number) + p;
      called[j] = (called[j] as number) + p;
    }
  }
  const occurring = labelled.filter((p, k) => p + (called[k] as number) > 0).length;
  const gradient = new Float64Array(classes * classes);
  let value = 0;
  for (let k = 0; k < classes; k++) {
    const both = (labelled[k] as number) + (called[k] as number);
    if (both === 0) continue;
    const score = (2 * (share[k * classes + k] as number)) / both;
    const weight = average === "macro" ? 1 / occurring : (labelled[k] as number);
    value += weight * score;
    const slope = (-weight * score) / both;
    for (let other = 0; other < classes; other++) {
      const row = k * classes + other;
      const column = other * classes + k;
      gradient[row] = (gradient[row] as number) + slope + (average === "weighted" ? score : 0);
      gradient[column] = (gradient[column] as number) + slope;
    }
    gradient[k * classes + k] = (gradient[k * classes + k] as number) + (2 * weight) / both;
  }
  const variance = varianceOfCells(share, squares, gradient);
  const base = { value, n, method: "delta" } as const;
  if (!(variance > 1e-30)) return { ...base, interval: null, reason: "all rows fall alike: the variance cannot be estimated" };
  return { ...base, interval: around(value, normalQuantile(0.5 + level / 2) * Math.sqrt(variance), 0, 1) };
}

function logLoss(codes: Int32Array, columns: readonly Float64Array[], weights: Float64Array | null, level: number): Metric {
  const losses = new Float64Array(codes.length);
  for (let row = 0; row < codes.length; row++) {
    const p = (columns[codes[row] as number] as Float64Array)[row] as number;
    losses[row] = -Math.log(Math.min(1 - PROBABILITY_FLOOR, Math.max(PROBABILITY_FLOOR, p)));
  }
  return meanMetric(losses, weights, level);
}
