import { argsort } from "../stats/argsort.ts";
import { normalQuantile } from "../stats/distributions.ts";
import type { Metric } from "./metric.ts";

/**
 * The value that half of the weight does not exceed; the mean of it and the next one with weight where the halves are equal. Its interval is Woodruff's: the
 * values at the shares of the weight that half of it lies between, by the linearised variance of the share up to the median.
 * @param weights - one per value, at least one above 0
 * @see sklearn.metrics.median_absolute_error with sample_weight, equal to 1e-12; Woodruff (1952)
 */
export function weightedMedian(values: Float64Array, weights: Float64Array, level: number): Metric {
  const order = argsort(values).filter((row) => (weights[row] as number) > 0);
  const sums = new Float64Array(order.length);
  let total = 0;
  for (const [at, row] of order.entries()) {
    total += weights[row] as number;
    sums[at] = total;
  }
  const valueAt = (at: number): number => values[order[at] as number] as number;
  const middle = firstFrom(sums, total / 2);
  const above = (sums[middle] as number) - total / 2 > 2 ** -52;
  const value = above || middle + 1 === order.length ? valueAt(middle) : (valueAt(middle) + valueAt(middle + 1)) / 2;
  const base = { value, n: values.length, method: "order_statistics" } as const;
  const share = order.reduce((sum, row) => sum + ((values[row] as number) <= value ? (weights[row] as number) : 0), 0) / total;
  const spread = order.reduce(
    (sum, row) => sum + ((weights[row] as number) * (((values[row] as number) <= value ? 1 : 0) - share)) ** 2,
    0,
  );
  const half = normalQuantile(0.5 + level / 2) * Math.sqrt(spread);
  const low = total / 2 - half;
  const high = firstFrom(sums, total / 2 + half) + 1;
  if (!(low > 0) || high >= order.length) return { ...base, interval: null, reason: "too few rows for an interval" };
  return { ...base, interval: [valueAt(firstFrom(sums, low)), valueAt(high)] };
}

/** The first place whose running sum reaches `wanted`. */
function firstFrom(sums: Float64Array, wanted: number): number {
  let low = 0;
  let high = sums.length;
  while (low < high) {
    const at = (low + high) >> 1;
    if ((sums[at] as number) < wanted) low = at + 1;
    else high = at;
  }
  return low;
}
