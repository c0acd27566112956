import { sortedValues } from "./quantile.ts";

/** The most frequent value, the smallest of equally frequent ones; NaN left out, null for no values. @example mode([2, 1, 2, 1]) // => 1 */
export function mode(values: ArrayLike<number>): number | null {
  const sorted = sortedValues(values);
  let best: number | null = null;
  let most = 0;
  for (let start = 0; start < sorted.length; ) {
    let end = start + 1;
    while (end < sorted.length && sorted[end] === sorted[start]) end++;
    if (end - start > most) {
      most = end - start;
      best = sorted[start] as number;
    }
    start = end;
  }
  return best;
}

/**
 * How often each code 0…size−1 occurs; negative codes are missing and left out.
 * @example [...codeCounts(Int32Array.of(1, -1, 1), 2)] // => [0, 2]
 */
export function codeCounts(codes: ArrayLike<number>, size: number): Float64Array {
  const counts = new Float64Array(size);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    if (code >= 0) counts[code] = (counts[code] as number) + 1;
  }
  return counts;
}
