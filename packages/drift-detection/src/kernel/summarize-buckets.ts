import type { BucketGrid } from "./bucket-grid.ts";
import type { BucketCounts } from "./count-buckets.ts";
import { sortRun } from "./sort-run.ts";
import { type NumberSummary, type Ranks, SummaryBuilder } from "./summary.ts";

/** Room for rounding where bounds are compared. */
const SLACK = 1e-12;

/**
 * The summary of two samples from their buckets. Cumulative counts bound where the distribution functions are farthest apart, where their difference may
 * change its sign and where the wanted ranks lie; the values of those buckets alone are gathered and sorted. In every other bucket the difference
 * has one sign and its integral follows from the bucket's sums.
 */
export function summarizeBuckets(
  samples: readonly [Float64Array, Float64Array],
  [a, b]: readonly [BucketCounts, BucketCounts],
  grid: BucketGrid,
  ranks: Ranks,
): NumberSummary {
  const ends = [new Int32Array(grid.size).fill(-1), new Int32Array(grid.size).fill(-1)] as const;
  const sizes = chooseBuckets(a, b, ranks, ends);
  const starts = [ends[0].slice(), ends[1].slice()] as const;
  const gathered = [gather(samples[0], grid, ends[0], sizes[0]), gather(samples[1], grid, ends[1], sizes[1])] as const;
  return sweep([a, b], grid, ranks, starts, gathered);
}

/** Marks the buckets whose values matter by where theirs will start among the gathered ones; returns how many values those are. */
function chooseBuckets(a: BucketCounts, b: BucketCounts, ranks: Ranks, starts: readonly [Int32Array, Int32Array]): [number, number] {
  const { n, counts: countsA } = a;
  const { n: m, counts: countsB } = b;
  const size = countsA.length;
  let farthest = 0;
  for (let k = 0, i = 0, j = 0; k < size; k++) {
    i += countsA[k] as number;
    j += countsB[k] as number;
    const gap = Math.abs(i / n - j / m);
    if (gap > farthest) farthest = gap;
  }
  farthest -= SLACK;
  const [startsA, startsB] = starts;
  let [takenA, takenB] = [0, 0];
  let [nextA, nextB, nextPooled] = [0, 0, 0];
  let [i, j] = [0, 0];
  for (let k = 0; k < size; k++) {
    const inA = countsA[k] as number;
    const inB = countsB[k] as number;
    if (inA === 0 && inB === 0) continue;
    const before = i / n - j / m;
    i += inA;
    j += inB;
    const after = i / n - j / m;
    const most = Math.min(before + inA / n, after + inB / m);
    const least = Math.max(before - inB / m, after - inA / n);
    let matters = k === 0 || k === size - 1 || most >= farthest || -least >= farthest || (least < SLACK && most > -SLACK);
    for (; (ranks.reference[nextA] as number) < i; nextA++) matters = true;
    for (; (ranks.current[nextB] as number) < j; nextB++) matters = true;
    for (; (ranks.pooled[nextPooled] as number) < i + j; nextPooled++) matters = true;
    if (!matters) continue;
    startsA[k] = takenA;
    startsB[k] = takenB;
    takenA += inA;
    takenB += inB;
  }
  return [takenA, takenB];
}

/** The values of the marked buckets, bucket by bucket; `next` is where each bucket's next value goes. */
function gather(values: Float64Array, { base, scale, size }: BucketGrid, next: Int32Array, taken: number): Float64Array {
  const top = size - 1;
  const gathered = new Float64Array(taken);
  for (let i = 0; i < values.length; i++) {
    const x = values[i] as number;
    const place = (x - base) * scale;
    let bucket: number;
    if (place > 0 && place < top) bucket = place | 0;
    else if (x - x !== 0) continue;
    else bucket = place > 0 ? top : 0;
    const at = next[bucket] as number;
    if (at >= 0) {
      gathered[at] = x;
      next[bucket] = at + 1;
    }
  }
  return gathered;
}

function sweep(
  [a, b]: readonly [BucketCounts, BucketCounts],
  { base, scale, size }: BucketGrid,
  ranks: Ranks,
  starts: readonly [Int32Array, Int32Array],
  [valuesA, valuesB]: readonly [Float64Array, Float64Array],
): NumberSummary {
  const { n } = a;
  const m = b.n;
  const builder = new SummaryBuilder(n, m, ranks);
  let inBuckets = 0; // Wasserstein's integral in bucket widths
  let inValues = 0; // and in the values' unit
  let [i, j] = [0, 0];
  const total = n + m;
  for (let k = 0; k < size; k++) {
    const inA = a.counts[k] as number;
    const inB = b.counts[k] as number;
    if (inA === 0 && inB === 0) {
      if (i + j > 0 && i + j < total) inBuckets += Math.abs(i / n - j / m);
      continue;
    }
    const startA = starts[0][k] as number;
    if (startA < 0) {
      inBuckets += Math.abs(i / n - j / m + (inA - (a.sums[k] as number)) / n - (inB - (b.sums[k] as number)) / m);
      i += inA;
      j += inB;
      continue;
    }
    const startB = starts[1][k] as number;
    const [endA, endB] = [startA + inA, startB + inB];
    sortRun(valuesA, startA, endA);
    sortRun(valuesB, startB, endB);
    let [p, q] = [startA, startB];
    let last = Number.NaN;
    while (p < endA || q < endB) {
      const x = p < endA ? (valuesA[p] as number) : Number.POSITIVE_INFINITY;
      const y = q < endB ? (valuesB[q] as number) : Number.POSITIVE_INFINITY;
      const value = Math.min(x, y);
      const gap = Math.abs(i / n - j / m);
      if (!Number.isNaN(last)) inValues += gap * (value - last);
      else if (i + j > 0) inBuckets += gap * ((value - base) * scale - k);
      const [fromP, fromQ] = [p, q];
      while (p < endA && valuesA[p] === value) p++;
      while (q < endB && valuesB[q] === value) q++;
      i += p - fromP;
      j += q - fromQ;
      last = value;
      builder.visit(value, i, j);
    }
    if (i + j < total) inBuckets += Math.abs(i / n - j / m) * (k + 1 - (last - base) * scale);
  }
  builder.wasserstein = inValues + inBuckets / scale;
  return builder.summary();
}
