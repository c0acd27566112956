import { normalQuantile } from "../stats/distributions.ts";
import { wilsonInterval } from "../stats/proportion.ts";
import { shareOfDiagonal, varianceOfCells } from "./effective-rows.ts";
import { checkLength, checkLevel, evaluatedRows, invalid } from "./evaluated-rows.ts";
import { around, type Metric, type MetricOptions, undefinedMetric } from "./metric.ts";

export interface AgreementInput {
  /** Codes 0…K−1; −1 is unknown: such rows are left out. */
  readonly labels: Int32Array;
  /** Codes 0…K−1. */
  readonly calls: Int32Array;
  /** K. */
  readonly classes: number;
}

export type AgreementMetricName = "micro_f1" | "balanced_accuracy" | "mcc" | "cohen_kappa";

/**
 * How well calls agree with labels of K ≥ 2 classes: micro F1 (with one label a row, the accuracy), balanced accuracy (the mean recall of the classes that occur
 * among the labels), Matthews' correlation coefficient (Gorodkin 2004) and Cohen's kappa. The intervals of the last three are by the delta method for the cells
 * of the confusion table. Undefined is null with a reason (scikit-learn gives 0).
 * @throws DataError `COLUMN_LENGTH`, or `VALUE_INVALID` for a code without a class
 * @see sklearn.metrics, equal to 1e-12
 * @example agreementMetrics({ labels: Int32Array.of(0, 1), calls: Int32Array.of(0, 1), classes: 2 }).mcc.value // => 1
 */
export function agreementMetrics(input: AgreementInput, options: MetricOptions = {}): Record<AgreementMetricName, Metric> {
  const level = checkLevel(options.level);
  const { labels, calls, classes } = input;
  checkLength("calls", calls.length, labels.length);
  const { n, rows, weights } = evaluatedRows(labels.length, (row) => (labels[row] as number) < 0, options.sampleWeight);
  const cells = new Float64Array(classes * classes);
  const squared = new Float64Array(classes * classes);
  let total = 0;
  for (let i = 0; i < n; i++) {
    const row = rows === null ? i : (rows[i] as number);
    const label = labels[row] as number;
    const call = calls[row] as number;
    if (label >= classes) throw invalid("labels", row, label, `a code below ${classes}`);
    if (!(call >= 0 && call < classes)) throw invalid("calls", row, call, `a code below ${classes}`);
    const w = weights === null ? 1 : (weights[i] as number);
    const cell = label * classes + call;
    cells[cell] = (cells[cell] as number) + w;
    squared[cell] = (squared[cell] as number) + w * w;
    total += w;
  }
  if (!(total > 0)) {
    const none = (method: Metric["method"]) => undefinedMetric(n, method, n === 0 ? "there are no rows" : "all weights are 0");
    return { micro_f1: none("wilson"), balanced_accuracy: none("delta"), mcc: none("delta"), cohen_kappa: none("delta") };
  }
  const share = cells.map((weight) => weight / total);
  const squares = squared.map((square) => square / total / total);
  const { value: right, effective } = shareOfDiagonal(share, squares, classes);
  const of = (statistic: Statistic, low: number, reason: string): Metric =>
    byDelta(statistic, share, classes, { n, squares, level, low, reason });
  return {
    micro_f1: { value: right, n, interval: wilsonInterval(right * effective, effective, level), method: "wilson" },
    balanced_accuracy: of(balancedAccuracy, 0, "no class occurs"),
    mcc: of(matthews, -1, "all labels, or all calls, are of one class"),
    cohen_kappa: of(kappa, -1, "all labels and calls are of one class"),
  };
}

/** A function of the cells of a confusion table, label by row, that their common scale does not change; NaN where undefined. */
type Statistic = (share: Float64Array, classes: number) => number;

interface DeltaOptions {
  readonly n: number;
  /** Sums of squared weights over the squared sum of weights, by cell. */
  readonly squares: Float64Array;
  readonly level: number;
  readonly low: number;
  readonly reason: string;
}

/** The variance of a function of the cells' shares, with its gradient by central differences. */
function byDelta(statistic: Statistic, share: Float64Array, classes: number, { n, squares, level, low, reason }: DeltaOptions): Metric {
  const value = statistic(share, classes);
  if (Number.isNaN(value)) return undefinedMetric(n, "delta", reason);
  const gradient = new Float64Array(share.length);
  for (let cell = 0; cell < share.length; cell++) {
    const p = share[cell] as number;
    if (p === 0) continue;
    const step = p * 1e-4;
    share[cell] = p + step;
    const up = statistic(share, classes);
    share[cell] = p - step;
    const down = statistic(share, classes);
    share[cell] = p;
    gradient[cell] = (up - down) / (2 * step);
  }
  const variance = varianceOfCells(share, squares, gradient);
  const base = { value, n, method: "delta" } as const;
  if (!(variance > 1e-20)) return { ...base, interval: null, reason: "all rows fall alike: the variance cannot be estimated" };
  return { ...base, interval: around(value, normalQuantile(0.5 + level / 2) * Math.sqrt(variance), low, 1) };
}

function diagonal(share: Float64Array, classes: number): number {
  let sum = 0;
  for (let k = 0; k < classes; k++) sum += share[k * classes + k] as number;
  return sum;
}

function balancedAccuracy(share: Float64Array, classes: number): number {
  const { labelled } = margins(share, classes);
  let sum = 0;
  let occurring = 0;
  for (let k = 0; k < classes; k++) {
    const all = labelled[k] as number;
    if (!(all > 0)) continue;
    sum += (share[k * classes + k] as number) / all;
    occurring++;
  }
  return sum / occurring;
}

function matthews(share: Float64Array, classes: number): number {
  const { labelled, called, total } = margins(share, classes);
  let [both, labels, calls] = [0, 0, 0];
  for (let k = 0; k < classes; k++) {
    both += (labelled[k] as number) * (called[k] as number);
    labels += (labelled[k] as number) ** 2;
    calls += (called[k] as number) ** 2;
  }
  const spread = (total * total - labels) * (total * total - calls);
  return spread > 1e-24 ? (diagonal(share, classes) * total - both) / Math.sqrt(spread) : Number.NaN;
}

function kappa(share: Float64Array, classes: number): number {
  const { labelled, called, total } = margins(share, classes);
  let chance = 0;
  for (let k = 0; k < classes; k++) chance += ((labelled[k] as number) * (called[k] as number)) / total;
  return total - chance > 1e-12 ? (diagonal(share, classes) - chance) / (total - chance) : Number.NaN;
}

function margins(share: Float64Array, classes: number) {
  const labelled = new Float64Array(classes);
  const called = new Float64Array(classes);
  let total = 0;
  for (let i = 0; i < classes; i++) {
    for (let j = 0; j < classes; j++) {
      const p = share[i * classes + j] as number;
      labelled[i] = (labelled[i] as number) + p;
      called[j] = (called[j] as number) + p;
      total += p;
    }
  }
  return { labelled, called, total };
}
