import type { BucketGrid } from "./bucket-grid.ts";
import type { BucketCounts } from "./count-buckets.ts";
import { type MarkedBuckets, markBuckets } from "./mark-buckets.ts";
import { scratchOf } from "./scratch.ts";
import { sortRun } from "./sort-run.ts";
import { type NumberSummary, type Ranks, SummaryBuilder } from "./summary.ts";
import { sweepBuckets, sweepMarked } from "./sweep-buckets.ts";

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
  const marked = markBuckets(a, b, ranks);
  const gathered = [gather(samples[0], a, marked, 0), gather(samples[1], b, marked, 1)] as const;
  for (const side of [0, 1] as const) sortMarked(gathered[side], (side === 0 ? a : b).counts, marked, side);
  const builder = new SummaryBuilder(samples[0].length, samples[1].length, ranks);
  const inValues = sweepMarked([a, b], marked, gathered, builder);
  const inBuckets = sweepBuckets([a, b], grid, marked, gathered);
  return builder.summary((inValues + inBuckets / grid.scale) / builder.n / builder.m);
}

const scratch = [scratchOf(Float64Array), scratchOf(Float64Array)] as const;
const ends = scratchOf(Int32Array);

/** Rows that are looked at before the values of the wanted ones are moved: what is not wanted costs no branch. */
const BLOCK = 16_384;
const rows = new Uint32Array(BLOCK + 1);

/** The values of the marked buckets, bucket by bucket. */
function gather(values: Float64Array, { buckets }: BucketCounts, marked: MarkedBuckets, side: 0 | 1): Float64Array {
  const starts = marked.starts[side];
  const gathered = scratch[side].take(marked.sizes[side]);
  const next = ends.take(starts.length); // where each bucket's next value goes
  next.set(starts);
  const wanted = marked.marks;
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

function sortMarked(gathered: Float64Array, counts: Uint32Array, { count, places, starts }: MarkedBuckets, side: 0 | 1): void {
  for (let at = 0; at < count; at++) {
    const k = places[at] as number;
    const start = starts[side][k] as number;
    sortRun(gathered, start, start + (counts[k] as number));
  }
}
