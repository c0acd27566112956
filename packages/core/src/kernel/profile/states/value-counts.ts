import type { WeightedValues } from "./quantile-sketch.ts";

/** Different values up to which all of them are counted. */
const LIMIT = 16_384;

/**
 * How often numbers occur: all of them while they are at most 16,384 different ones, then the most frequent (Misra & Gries 1982; merged as Agarwal et al. 2012).
 * A count is at most `error` too low, and a value that is not there occurs at most `error` times.
 */
export class ValueCounts {
  /** Ascending. */
  values: Float64Array;
  counts: Float64Array;
  error: number;

  constructor(values: Float64Array = new Float64Array(0), counts: Float64Array = new Float64Array(0), error = 0) {
    this.values = values;
    this.counts = counts;
    this.error = error;
  }

  /** Counts further values, each as often as its weight. False where they are too many to know all: then `reduce` must follow. */
  add({ values, weights }: WeightedValues): boolean {
    const merged = new Float64Array(this.values.length + values.length);
    const counts = new Float64Array(merged.length);
    let [i, j, k] = [0, 0, 0];
    while (i < this.values.length || j < values.length) {
      const [left, right] = [this.values[i] ?? Number.POSITIVE_INFINITY, values[j] ?? Number.POSITIVE_INFINITY];
      merged[k] = Math.min(left, right);
      counts[k++] = (left <= right ? (this.counts[i++] as number) : 0) + (right <= left ? (weights[j++] as number) : 0);
    }
    this.values = merged.subarray(0, k);
    this.counts = counts.subarray(0, k);
    return k <= LIMIT;
  }

  merge(other: ValueCounts): boolean {
    this.error += other.error;
    return this.add({ values: other.values, weights: other.counts });
  }

  /** Leaves the most frequent values: as much is taken from each count as makes enough of them vanish. */
  reduce(): void {
    if (this.values.length <= LIMIT) return;
    let several = 0;
    for (let i = 0; i < this.counts.length; i++) if ((this.counts[i] as number) > 1) several++;
    const taken = several <= LIMIT ? 1 : (this.counts.slice().sort()[this.counts.length - LIMIT - 1] as number);
    const kept: number[] = [];
    for (let i = 0; i < this.counts.length; i++) if ((this.counts[i] as number) > taken) kept.push(i);
    this.values = Float64Array.from(kept, (i) => this.values[i] as number);
    this.counts = Float64Array.from(kept, (i) => (this.counts[i] as number) - taken);
    this.error += taken;
  }
}

/** Ascending values as different ones with how often each occurs. */
export function runsOf(sorted: Float64Array): WeightedValues {
  const values = new Float64Array(sorted.length);
  const weights = new Float64Array(sorted.length);
  let found = 0;
  for (let start = 0; start < sorted.length; ) {
    const value = sorted[start] as number;
    let end = start + 1;
    while (end < sorted.length && sorted[end] === value) end++;
    values[found] = value + 0; // -0 becomes 0
    weights[found++] = end - start;
    start = end;
  }
  return { values: values.subarray(0, found), weights: weights.subarray(0, found) };
}
