import type { BucketGrid } from "./bucket-grid.ts";
import type { BucketCounts } from "./count-buckets.ts";
import { scratchOf } from "./scratch.ts";
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
  const gathered = [
    gather(samples[0], a.buckets, ends[0], scratch[0].take(sizes[0])),
    gather(samples[1], b.buckets, ends[1], scratch[1].take(sizes[1])),
  ] as const;
  sortMarked(gathered[0], starts[0], a.counts);
  sortMarked(gathered[1], starts[1], b.counts);
  return sweep([a, b], grid, ranks, starts, gathered);
}

/** Marks the buckets whose values matter by where theirs will start among the gathered ones; returns how many values those are. */
function chooseBuckets(a: BucketCounts, b: BucketCounts, ranks: Ranks, starts: readonly [Int32Array, Int32Array]): [number, number] {
  const { counts: countsA } = a;
  const { counts: countsB } = b;
  const [n, m] = [a.buckets.length, b.buckets.length];
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

const scratch = [scratchOf(Float64Array), scratchOf(Float64Array)] as const;

/** Rows that are looked at before the values of the wanted ones are moved: what is not wanted costs no branch. */
const BLOCK = 16_384;
const rows = new Uint32Array(BLOCK + 1);

/** The values of the marked buckets, bucket by bucket; `next` is where each bucket's next value goes. */
function gather(values: Float64Array, buckets: Uint16Array, next: Int32Array, gathered: Float64Array): Float64Array {
  const wanted = Uint8Array.from(next, (start) => (start >= 0 ? 1 : 0));
  for (let from = 0; from < values.length; from += BLOCK) {
    const to = Math.min(from + BLOCK, values.length);
    let found = 0;
    for (let i = from; i < to; i++) {
      rows[found] = i;
      found += wanted[buckets[i] as number] as number;
    }
    for (let k = 0; k < found; k++) {
      const row = rows[k] as number;
      const bucket = buckets[row] as number;
      const at = next[bucket] as number;
      gathered[at] = values[row] as number;
      next[bucket] = at + 1;
    }
  }
  return gathered;
}

function sortMarked(values: Float64Array, starts: Int32Array, counts: Uint32Array): void {
  for (let k = 0; k < starts.length; k++) {
    const start = starts[k] as number;
    if (start >= 0) sortRun(values, start, start + (counts[k] as number));
  }
}

function sweep(
  [a, b]: readonly [BucketCounts, BucketCounts],
  { base, scale, size }: BucketGrid,
  ranks: Ranks,
  [startsA, startsB]: readonly [Int32Array, Int32Array],
  [valuesA, valuesB]: readonly [Float64Array, Float64Array],
): NumberSummary {
  const [n, m] = [a.buckets.length, b.buckets.length];
  const builder = new SummaryBuilder(n, m, ranks);
  let inBuckets = 0; // Wasserstein's integral times n·m, in bucket widths
  let inValues = 0; // and in the values' unit
  let i = 0;
  let j = 0;
  let tail = Number.NaN; // the last gathered value, while nothing but empty buckets followed it
  for (let k = 0; k < size; k++) {
    const inA = a.counts[k] as number;
    const inB = b.counts[k] as number;
    const gap = Math.abs(i * m - j * n);
    if (inA === 0 && inB === 0) {
      if (Number.isNaN(tail)) inBuckets += gap;
      continue;
    }
    const p = startsA[k] as number;
    if (p < 0) {
      if (!Number.isNaN(tail)) inBuckets += gap * (k - (tail - base) * scale);
      tail = Number.NaN;
      inBuckets += Math.abs(i * m - j * n + (inA - (a.sums[k] as number)) * m - (inB - (b.sums[k] as number)) * n);
    } else {
      const q = startsB[k] as number;
      const first = Math.min(inA > 0 ? (valuesA[p] as number) : Infinity, inB > 0 ? (valuesB[q] as number) : Infinity);
      if (!Number.isNaN(tail)) inValues += gap * (first - tail);
      else if (i + j > 0) inBuckets += gap * ((first - base) * scale - k);
      inValues = mergeRuns(inValues, builder, valuesA, p, p + inA, i, valuesB, q, q + inB, j);
      tail = Math.max(inA > 0 ? (valuesA[p + inA - 1] as number) : -Infinity, inB > 0 ? (valuesB[q + inB - 1] as number) : -Infinity);
    }
    i += inA;
    j += inB;
  }
  return builder.summary((inValues + inBuckets / scale) / n / m);
}

/**
 * Walks the sorted values of a bucket of both samples, after `i` and `j` below it, shows the builder those that it wants, and adds to the integral what lies between them.
 * A function of its own, as the loop over the buckets is compiled anew in each thread, which together took longer than running either.
 */
function mergeRuns(
  integral: number,
  builder: SummaryBuilder,
  valuesA: Float64Array,
  fromA: number,
  endA: number,
  i: number,
  valuesB: Float64Array,
  fromB: number,
  endB: number,
  j: number,
): number {
  const { n, m } = builder;
  let p = fromA;
  let q = fromB;
  let x = p < endA ? (valuesA[p] as number) : Number.POSITIVE_INFINITY;
  let y = q < endB ? (valuesB[q] as number) : Number.POSITIVE_INFINITY;
  let last = Math.min(x, y);
  let gap = 0;
  while (p < endA || q < endB) {
    const value = Math.min(x, y);
    integral += gap * (value - last);
    last = value;
    while (x === value) x = ++p < endA ? (valuesA[p] as number) : Number.POSITIVE_INFINITY;
    while (y === value) y = ++q < endB ? (valuesB[q] as number) : Number.POSITIVE_INFINITY;
    const belowA = i + p - fromA;
    const belowB = j + q - fromB;
    gap = Math.abs(belowA * m - belowB * n);
    if (gap > builder.largest || belowA > builder.nextReference || belowB > builder.nextCurrent || belowA + belowB > builder.nextPooled)
      builder.visit(value, belowA, belowB);
  }
  return integral;
}
