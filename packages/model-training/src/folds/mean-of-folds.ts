import type { MetricValue } from "@mlops/core/stage";
import { studentTQuantile } from "@mlops/core/stats";

/** The metrics of one fold and how many rows it learned from and predicted. */
export interface FoldMetrics {
  readonly trained: number;
  readonly rows: number;
  readonly metrics: Readonly<Record<string, MetricValue>>;
}

/**
 * Mean of each metric over the folds with its 95% interval `mean ± t · s · √(1/k + test/train)`, t of k − 1 degrees of freedom: training parts
 * overlap, so the plain standard error is too small. Folds where a metric is undefined are left out; n is the number of rows predicted.
 * @see Nadeau & Bengio (2003), Inference for the generalization error
 * @example
 * const fold = (value) => ({ trained: 4, rows: 1, metrics: { rmse: { value, n: 1, interval: null } } });
 * meanOfFolds([fold(1), fold(3)]).rmse.value // => 2
 */
export function meanOfFolds(folds: readonly FoldMetrics[]): Record<string, MetricValue> {
  const names = [...new Set(folds.flatMap(({ metrics }) => Object.keys(metrics)))];
  return Object.fromEntries(names.map((name) => [name, meanOf(folds, name)]));
}

function meanOf(folds: readonly FoldMetrics[], name: string): MetricValue {
  const defined = folds.filter(({ metrics }) => typeof metrics[name]?.value === "number");
  const values = defined.map(({ metrics }) => metrics[name]?.value as number);
  const n = defined.reduce((sum, { rows }) => sum + rows, 0);
  const k = values.length;
  if (k === 0) return { value: null, n: 0, interval: null, reason: folds[0]?.metrics[name]?.reason ?? "undefined in every fold" };
  const mean = values.reduce((sum, value) => sum + value, 0) / k;
  if (k === 1) return { value: mean, n, interval: null, reason: "defined in one fold only" };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (k - 1);
  const trained = defined.reduce((sum, fold) => sum + fold.trained, 0);
  const half = studentTQuantile(0.975, k - 1) * Math.sqrt(variance * (1 / k + n / trained));
  return { value: mean, n, interval: [mean - half, mean + half] };
}
