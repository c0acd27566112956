import type { NumericProfile, Sketch } from "./column-profile.ts";

/** Bins while they are put together. */
interface Bins {
  readonly upTo: number[];
  readonly counts: number[];
  readonly below: number[];
}

const none = (): Bins => ({ upTo: [], counts: [], below: [] });

function sketchFrom({ upTo, counts, below }: Bins, error: number): Sketch {
  const known = below.every(Number.isFinite);
  return { upTo, counts, ...(known ? { below } : {}), ...(error > 0 ? { error } : {}) };
}

/** The sketch of ascending finite values. Values that fill more than two bins on their own get a bin of their own. */
export function sketchOf(sorted: Float64Array, bins: number): Sketch {
  const all = none();
  for (let start = 0; start < sorted.length; ) {
    const value = sorted[start] as number;
    let end = start + 1;
    while (end < sorted.length && sorted[end] === value) end++;
    all.upTo.push(value);
    all.counts.push(end - start);
    all.below.push(0);
    start = end;
  }
  return sketchFrom(packed(all, bins), 0);
}

/** Finite values counted between given ends; a last end is added where a value lies beyond them. */
export function sketchAt(ends: readonly number[], values: Float64Array): Sketch {
  const last = ends.at(-1) ?? Number.NEGATIVE_INFINITY;
  let high = last;
  for (let i = 0; i < values.length; i++) high = Math.max(high, values[i] as number);
  const upTo = high > last ? [...ends, high] : [...ends];
  const counts = new Array<number>(upTo.length).fill(0);
  const below = new Array<number>(upTo.length).fill(0);
  for (let i = 0; i < values.length; i++) {
    const x = values[i] as number;
    const bin = firstAtLeast(upTo, x);
    counts[bin] = (counts[bin] as number) + 1;
    below[bin] = (below[bin] as number) + ((upTo[bin] as number) - x);
  }
  return sketchFrom({ upTo, counts, below }, 0);
}

function firstAtLeast(ends: readonly number[], x: number): number {
  let low = 0;
  let high = ends.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] as number) < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The sketch of both samples together: exact where the ends of one are ends of the other too or its bins hold one value each. */
export function mergeSketches(a: Sketch, b: Sketch, bins: number): Sketch {
  const all = none();
  let [i, j] = [0, 0];
  let unknown = 0; // of a bin with values on both sides of an end that is the other sketch's alone
  while (i < a.upTo.length || j < b.upTo.length) {
    const left = a.upTo[i] ?? Number.POSITIVE_INFINITY;
    const right = b.upTo[j] ?? Number.POSITIVE_INFINITY;
    const next = Math.min(left, right);
    if (left > next) unknown = Math.max(unknown, spread(a, i));
    if (right > next) unknown = Math.max(unknown, spread(b, j));
    all.upTo.push(next);
    all.counts.push((left === next ? (a.counts[i] as number) : 0) + (right === next ? (b.counts[j] as number) : 0));
    all.below.push((left === next ? belowOf(a, i) : 0) + (right === next ? belowOf(b, j) : 0));
    if (left === next) i++;
    if (right === next) j++;
  }
  const same = i > 0 && (all.upTo.length === a.upTo.length || all.upTo.length === b.upTo.length);
  const kept = same && all.upTo.length <= 2 * bins ? all : packed(all, bins); // equal ends stay comparable
  return sketchFrom(kept, (a.error ?? 0) + (b.error ?? 0) + unknown);
}

const belowOf = (sketch: Sketch, bin: number): number => sketch.below?.[bin] ?? Number.NaN;

/** Values of a bin that may lie anywhere in it: none where all are its end. */
function spread(sketch: Sketch, bin: number): number {
  return bin >= sketch.upTo.length || belowOf(sketch, bin) === 0 ? 0 : (sketch.counts[bin] as number);
}

/** Joins neighbours as long as a bin holds at most 2/bins of all values, so that at most `bins` + 1 remain. */
function packed(all: Bins, bins: number): Bins {
  if (all.upTo.length <= bins) return all;
  const most = (2 * all.counts.reduce((sum, count) => sum + count, 0)) / bins;
  const joined = none();
  for (const [i, count] of all.counts.entries()) {
    const end = all.upTo[i] as number;
    const last = joined.counts.length - 1;
    const before = joined.counts[last];
    if (before !== undefined && before + count <= most) {
      joined.below[last] = (joined.below[last] as number) + before * (end - (joined.upTo[last] as number)) + (all.below[i] as number);
      joined.counts[last] = before + count;
      joined.upTo[last] = end;
    } else {
      joined.counts.push(count);
      joined.upTo.push(end);
      joined.below.push(all.below[i] as number);
    }
  }
  return joined;
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
