/** The finite and infinite values in ascending order, NaN left out; the input is not modified. */
export function sortedValues(values: ArrayLike<number>): Float64Array {
  const sorted = new Float64Array(values.length);
  let n = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!Number.isNaN(value)) sorted[n++] = value;
  }
  return sorted.subarray(0, n).sort();
}

/**
 * The p-quantile of sorted values by linear interpolation between neighbours (numpy's default), null for no values.
 * @param p - in [0, 1]
 * @example quantileOfSorted([1, 2, 4], 0.75) // => 3
 */
export function quantileOfSorted(sorted: ArrayLike<number>, p: number): number | null {
  if (sorted.length === 0) return null;
  const place = p * (sorted.length - 1);
  const below = Math.floor(place);
  const t = place - below;
  const low = sorted[below] as number;
  if (t === 0) return low;
  const high = sorted[below + 1] as number;
  if (low === high) return low;
  return t < 0.5 ? low + (high - low) * t : high - (high - low) * (1 - t);
}

/**
 * Quantiles at each probability, NaN left out; null each where there are no values. O(n log n).
 * @example quantiles([3, 1, 2, NaN], [0, 0.5]) // => [1, 2]
 */
export function quantiles(values: ArrayLike<number>, probabilities: readonly number[]): (number | null)[] {
  const sorted = sortedValues(values);
  return probabilities.map((p) => quantileOfSorted(sorted, p));
}

/** The 0.5-quantile, NaN left out; null for no values. @example median([4, 1, 3, 2]) // => 2.5 */
export function median(values: ArrayLike<number>): number | null {
  return quantileOfSorted(sortedValues(values), 0.5);
}
