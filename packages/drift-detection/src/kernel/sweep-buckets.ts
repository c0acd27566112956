import type { BucketGrid } from "./bucket-grid.ts";
import type { BucketCounts } from "./count-buckets.ts";
import type { MarkedBuckets } from "./mark-buckets.ts";
import type { SummaryBuilder } from "./summary.ts";

// Several small loops: each thread compiles them anew, and one loop for all took longer to compile than to run.

/**
 * Wasserstein's integral times n·m, in bucket widths, but for what lies between the values of marked buckets. In every other bucket the difference of the
 * distribution functions has one sign and its integral follows from the bucket's sums.
 * @param gathered - the values of the marked buckets, sorted within each
 */
export function sweepBuckets(
  [a, b]: readonly [BucketCounts, BucketCounts],
  { base, scale, size }: BucketGrid,
  { starts: [startsA, startsB] }: MarkedBuckets,
  [valuesA, valuesB]: readonly [Float64Array, Float64Array],
): number {
  const [n, m] = [a.buckets.length, b.buckets.length];
  let integral = 0;
  let i = 0;
  let j = 0;
  let tail = Number.NaN; // the last gathered value, while nothing but empty buckets followed it
  for (let k = 0; k < size; k++) {
    const inA = a.counts[k] as number;
    const inB = b.counts[k] as number;
    const gap = Math.abs(i * m - j * n);
    if (inA === 0 && inB === 0) {
      if (Number.isNaN(tail)) integral += gap;
      continue;
    }
    const p = startsA[k] as number;
    const q = startsB[k] as number;
    if (p >= 0) {
      if (Number.isNaN(tail) && i + j > 0) integral += gap * ((least(valuesA, p, inA, valuesB, q, inB) - base) * scale - k);
      tail = largest(valuesA, p, inA, valuesB, q, inB);
    } else {
      if (!Number.isNaN(tail)) integral += gap * (k - (tail - base) * scale);
      tail = Number.NaN;
      integral += Math.abs(i * m - j * n + (inA - (a.sums[k] as number)) * m - (inB - (b.sums[k] as number)) * n);
    }
    i += inA;
    j += inB;
  }
  return integral;
}

/** Shows the builder the values of marked buckets that it wants; what lies between them of Wasserstein's integral times n·m, in the values' unit. */
export function sweepMarked(
  [a, b]: readonly [BucketCounts, BucketCounts],
  { count, places, below: [belowA, belowB], starts: [startsA, startsB] }: MarkedBuckets,
  [valuesA, valuesB]: readonly [Float64Array, Float64Array],
  builder: SummaryBuilder,
): number {
  const { n, m } = builder;
  const integral = new Float64Array(1); // a number would be boxed at each of many calls
  let tail = Number.NaN;
  let [reachedA, reachedB] = [0, 0];
  for (let at = 0; at < count; at++) {
    const k = places[at] as number;
    const [i, j] = [belowA[at] as number, belowB[at] as number];
    const [p, q] = [startsA[k] as number, startsB[k] as number];
    const [inA, inB] = [a.counts[k] as number, b.counts[k] as number];
    // nothing but empty buckets since the one before
    if (at > 0 && i === reachedA && j === reachedB)
      integral[0] = (integral[0] as number) + Math.abs(i * m - j * n) * (least(valuesA, p, inA, valuesB, q, inB) - tail);
    mergeRuns(integral, builder, valuesA, p, p + inA, i, valuesB, q, q + inB, j);
    tail = largest(valuesA, p, inA, valuesB, q, inB);
    reachedA = i + inA;
    reachedB = j + inB;
  }
  return integral[0] as number;
}

/** The least of the sorted values of a bucket of both samples. */
function least(valuesA: Float64Array, p: number, inA: number, valuesB: Float64Array, q: number, inB: number): number {
  if (inA === 0) return valuesB[q] as number;
  return inB === 0 ? (valuesA[p] as number) : Math.min(valuesA[p] as number, valuesB[q] as number);
}

function largest(valuesA: Float64Array, p: number, inA: number, valuesB: Float64Array, q: number, inB: number): number {
  if (inA === 0) return valuesB[q + inB - 1] as number;
  return inB === 0 ? (valuesA[p + inA - 1] as number) : Math.max(valuesA[p + inA - 1] as number, valuesB[q + inB - 1] as number);
}

/** Walks the sorted values of a bucket of both samples, with `i` and `j` values below it; adds what lies between them to the integral. */
function mergeRuns(
  integral: Float64Array,
  builder: SummaryBuilder,
  valuesA: Float64Array,
  fromA: number,
  endA: number,
  i: number,
  valuesB: Float64Array,
  fromB: number,
  endB: number,
  j: number,
): void {
  const { n, m } = builder;
  let p = fromA;
  let q = fromB;
  let x = p < endA ? (valuesA[p] as number) : Number.POSITIVE_INFINITY;
  let y = q < endB ? (valuesB[q] as number) : Number.POSITIVE_INFINITY;
  let last = Math.min(x, y);
  let gap = 0;
  let sum = integral[0] as number;
  while (p < endA || q < endB) {
    const value = Math.min(x, y);
    sum += gap * (value - last);
    last = value;
    while (x === value) x = ++p < endA ? (valuesA[p] as number) : Number.POSITIVE_INFINITY;
    while (y === value) y = ++q < endB ? (valuesB[q] as number) : Number.POSITIVE_INFINITY;
    const belowA = i + p - fromA;
    const belowB = j + q - fromB;
    gap = Math.abs(belowA * m - belowB * n);
    if (gap > builder.largest || belowA > builder.nextReference || belowB > builder.nextCurrent || belowA + belowB > builder.nextPooled)
      builder.visit(value, belowA, belowB);
  }
  integral[0] = sum;
}
