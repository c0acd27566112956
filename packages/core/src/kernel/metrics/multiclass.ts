import { normalQuantile } from "../stats/distributions.ts";
import { wilsonInterval } from "../stats/proportion.ts";
import { missingClass, placements } from "./auc.ts";
import { checkFinite, checkLength, checkLevel, evaluatedRows, invalid, pick } from "./evaluated-rows.ts";
import { meanMetric } from "./mean-metric.ts";
import { around, type Metric, type MetricOptions, undefinedMetric } from "./metric.ts";
import { PROBABILITY_FLOOR } from "./probability-loss.ts";
import { type ScoredRows, scoredRows } from "./scored-rows.ts";

export interface MulticlassInput {
  /** Codes 0…K−1; −1 is unknown: such rows are left out. */
  readonly labels: Int32Array;
  /** One array per class, each with a probability per row. */
  readonly probabilities: readonly Float64Array[];
}

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

/**
 * The mean area of each class against the rest, by how often a class occurs; its interval takes these shares as known.
 * @throws DataError `COLUMN_LENGTH`, or `VALUE_INVALID` for a code without a class or a probability that is not finite
 * @see sklearn.metrics.roc_auc_score(multi_class="ovr", average="weighted"), equal to 1e-12
 */
export function weightedOvrAuc(input: MulticlassInput, options: MetricOptions = {}): Metric {
  const level = checkLevel(options.level);
  const { n, codes, columns, weights } = countingRows(input, options);
  const shares = new Float64Array(columns.length);
  let total = 0;
  for (let row = 0; row < n; row++) {
    const w = weights === null ? 1 : (weights[row] as number);
    shares[codes[row] as number] = (shares[codes[row] as number] as number) + w;
    total += w;
  }
  if (!(total > 0)) return undefinedMetric(n, "delong", n === 0 ? "there are no rows" : "all weights are 0");
  return meanAuc(
    codes,
    columns,
    weights,
    level,
    shares.map((share) => share / total),
  );
}

/** The rows with a known label, checked. */
function countingRows({ labels, probabilities }: MulticlassInput, { sampleWeight }: MetricOptions) {
  const classes = probabilities.length;
  for (const [k, column] of probabilities.entries()) checkLength(`probabilities of class ${k}`, column.length, labels.length);
  const { n, rows, weights } = evaluatedRows(labels.length, (row) => (labels[row] as number) < 0, sampleWeight);
  const codes = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const row = rows === null ? i : (rows[i] as number);
    const code = labels[row] as number;
    if (code >= classes) throw invalid("labels", row, code, `a code below ${classes}`);
    codes[i] = code;
  }
  const columns = probabilities.map((column) => pick(column, rows));
  for (const [k, column] of columns.entries()) checkFinite(`probabilities of class ${k}`, column);
  return { n, codes, columns, weights };
}

interface ConfusionTable {
  readonly classes: number;
  /** classes × classes, label by row, call by column; shares that sum to 1. */
  readonly share: Float64Array;
  readonly total: number;
  /** (Σw)²/Σw². */
  readonly effective: number;
}

/** The class of the highest probability of each row, the first of equal ones. */
export function callsOf(columns: readonly Float64Array[], rows: number): Int32Array {
  const calls = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    let best = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < columns.length; k++) {
      const p = (columns[k] as Float64Array)[row] as number;
      if (!(p > best)) continue;
      best = p;
      calls[row] = k;
    }
  }
  return calls;
}

function confusionTable(codes: Int32Array, columns: readonly Float64Array[], weights: Float64Array | null): ConfusionTable {
  const classes = columns.length;
  const calls = callsOf(columns, codes.length);
  const share = new Float64Array(classes * classes);
  let total = 0;
  let squares = 0;
  for (let row = 0; row < codes.length; row++) {
    const w = weights === null ? 1 : (weights[row] as number);
    const cell = (codes[row] as number) * classes + (calls[row] as number);
    share[cell] = (share[cell] as number) + w;
    total += w;
    squares += w * w;
  }
  for (let cell = 0; cell < share.length; cell++) share[cell] = (share[cell] as number) / total;
  return { classes, share, total, effective: (total * total) / squares };
}

function accuracy({ classes, share, effective }: ConfusionTable, n: number, level: number): Metric {
  let value = 0;
  for (let k = 0; k < classes; k++) value += share[k * classes + k] as number;
  value = Math.min(1, value);
  return { value, n, interval: wilsonInterval(value * effective, effective, level), method: "wilson" };
}

/** The variance is that of the gradient by the table's cells (delta method for a multinomial; Takahashi et al. 2022). */
function f1({ classes, share, effective }: ConfusionTable, n: number, level: number, average: "macro" | "weighted"): Metric {
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
  let mean = 0;
  let square = 0;
  for (let cell = 0; cell < gradient.length; cell++) {
    const g = gradient[cell] as number;
    const p = share[cell] as number;
    mean += p * g;
    square += p * g * g;
  }
  const variance = Math.max(0, square - mean * mean) / effective;
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

/** Each row's share in the error of the mean area is the mean of its shares in the classes' areas (DeLong's placements). */
function meanAuc(
  codes: Int32Array,
  columns: readonly Float64Array[],
  weights: Float64Array | null,
  level: number,
  shares: Float64Array,
): Metric {
  const n = codes.length;
  const influence = new Float64Array(n);
  let value = 0;
  let smallest = Number.POSITIVE_INFINITY;
  for (const [k, column] of columns.entries()) {
    const rows = scoredRows(
      Uint8Array.from(codes, (code) => (code === k ? 1 : 0)),
      column,
      weights ?? undefined,
    );
    const missing = missingClass(rows);
    if (missing !== undefined) return undefinedMetric(n, "delong", `class ${k}: ${missing}`);
    smallest = Math.min(smallest, rows.positives, rows.negatives);
    value += addInfluence(rows, influence, shares[k] as number);
  }
  const variance = influence.reduce((sum, share) => sum + share * share, 0);
  const base = { value, n, method: "delong" } as const;
  if (smallest < 2 || !Number.isFinite(variance)) return { ...base, interval: null, reason: "a class has one row only" };
  if (variance === 0) return { ...base, interval: null, reason: "no score is on the wrong side: the variance cannot be estimated" };
  return { ...base, interval: around(value, normalQuantile(0.5 + level / 2) * Math.sqrt(variance), 0, 1) };
}

function addInfluence(rows: ScoredRows, influence: Float64Array, share: number): number {
  const { auc, values } = placements(rows);
  const scales = [scaleOf(rows, 0), scaleOf(rows, 1)];
  for (let row = 0; row < rows.n; row++) {
    const w = rows.weights === null ? 1 : (rows.weights[row] as number);
    const scale = scales[rows.positive[row] as number] as number;
    influence[row] = (influence[row] as number) + share * scale * w * ((values[row] as number) - auc);
  }
  return share * auc;
}

/** √(m/(m − 1))/Σw over the rows of one side, m = (Σw)²/Σw²: a sample's variance, not a population's. */
function scaleOf(rows: ScoredRows, side: 0 | 1): number {
  let total = 0;
  let squares = 0;
  for (let row = 0; row < rows.n; row++) {
    if (rows.positive[row] !== side) continue;
    const w = rows.weights === null ? 1 : (rows.weights[row] as number);
    total += w;
    squares += w * w;
  }
  const effective = (total * total) / squares;
  return Math.sqrt(effective / (effective - 1)) / total;
}
