/** Mean of a value over rows, weighted where there are weights. */
export function weightedMean(rows: Int32Array, weights: Float64Array | undefined, value: (row: number) => number): number {
  let sum = 0;
  let total = 0;
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] as number;
    const weight = weights === undefined ? 1 : (weights[row] as number);
    sum += weight * value(row);
    total += weight;
  }
  return sum / total;
}

/**
 * Quantile of a value over rows: between neighbours in proportion without weights (as numpy's default), else the least value that the given
 * share of the weight does not exceed. NaN without rows.
 */
export function weightedQuantile(
  rows: Int32Array,
  weights: Float64Array | undefined,
  quantile: number,
  value: (row: number) => number,
): number {
  if (weights === undefined) {
    const sorted = Float64Array.from(rows, value).sort();
    const place = quantile * (sorted.length - 1);
    const low = sorted[Math.floor(place)] as number;
    const high = sorted[Math.ceil(place)] as number;
    return low + (high - low) * (place - Math.floor(place));
  }
  const ordered = Array.from(rows, (row) => ({ value: value(row), weight: weights[row] as number })).sort((a, b) => a.value - b.value);
  const total = ordered.reduce((sum, { weight }) => sum + weight, 0);
  let sum = 0;
  for (const one of ordered) {
    sum += one.weight;
    if (sum >= quantile * total && one.weight > 0) return one.value;
  }
  return ordered.at(-1)?.value ?? Number.NaN;
}
