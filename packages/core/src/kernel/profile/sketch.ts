import type { NumericProfile, Sketch } from "./column-profile.ts";

/** The sketch of ascending finite values. Values that fill more than two bins on their own get a bin of their own. */
export function sketchOf(sorted: Float64Array, bins: number): Sketch {
  const upTo: number[] = [];
  const counts: number[] = [];
  for (let start = 0; start < sorted.length; ) {
    const value = sorted[start] as number;
    let end = start + 1;
    while (end < sorted.length && sorted[end] === value) end++;
    upTo.push(value);
    counts.push(end - start);
    start = end;
  }
  return packed(upTo, counts, bins);
}

/** The sketch of both samples together. */
export function mergeSketches(a: Sketch, b: Sketch, bins: number): Sketch {
  const upTo: number[] = [];
  const counts: number[] = [];
  let i = 0;
  let j = 0;
  while (i < a.upTo.length || j < b.upTo.length) {
    const left = a.upTo[i] ?? Number.POSITIVE_INFINITY;
    const right = b.upTo[j] ?? Number.POSITIVE_INFINITY;
    const next = Math.min(left, right);
    let count = 0;
    if (left === next) count += a.counts[i++] as number;
    if (right === next) count += b.counts[j++] as number;
    upTo.push(next);
    counts.push(count);
  }
  return packed(upTo, counts, bins);
}

/** Joins neighbours as long as a bin holds at most 2/bins of all values, so that at most `bins` + 1 remain. */
function packed(upTo: readonly number[], counts: readonly number[], bins: number): Sketch {
  if (upTo.length <= bins) return { upTo: [...upTo], counts: [...counts] };
  const total = counts.reduce((sum, count) => sum + count, 0);
  const most = (2 * total) / bins;
  const ends: number[] = [];
  const sums: number[] = [];
  for (const [i, count] of counts.entries()) {
    const last = sums.length - 1;
    if (last >= 0 && (sums[last] as number) + count <= most) {
      sums[last] = (sums[last] as number) + count;
      ends[last] = upTo[i] as number;
    } else {
      sums.push(count);
      ends.push(upTo[i] as number);
    }
  }
  return { upTo: ends, counts: sums };
}

/**
 * The p-quantile of a profiled column: the first bin's end that at least the share p of the finite values lies at or below (no interpolation), the
 * minimum for p = 0; null where there are no finite values.
 * @example profileQuantile({ min: 1, sketch: { upTo: [1, 2, 3], counts: [1, 1, 1] } }, 0.5) // => 2
 */
export function profileQuantile(profile: NumericProfile, p: number): number | null {
  const { upTo, counts } = profile.sketch;
  if (p <= 0) return profile.min;
  const wanted = p * counts.reduce((sum, count) => sum + count, 0);
  let below = 0;
  for (const [i, end] of upTo.entries()) {
    below += counts[i] as number;
    if (below >= wanted) return end;
  }
  return profile.max;
}
