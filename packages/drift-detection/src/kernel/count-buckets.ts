import type { BucketGrid } from "./bucket-grid.ts";
import { scratchOf } from "./scratch.ts";

/** One sample on a grid. */
export interface BucketCounts {
  readonly counts: Uint32Array;
  /** Σ of the values' places within their bucket, in bucket widths: in [0, 1) each, but for the two outer buckets. Valid as long as `buckets`. */
  readonly sums: Float64Array;
  /** The bucket of each value: valid until the next sample is counted on this side. */
  readonly buckets: Uint16Array;
}

const scratch = [scratchOf(Uint16Array), scratchOf(Uint16Array)] as const;
const sumScratch = [scratchOf(Float64Array), scratchOf(Float64Array)] as const;

/** Counts a sample into buckets, in one pass without a branch that depends on the values; null where one of them is not finite. */
export function countBuckets(values: Float64Array, { base, scale, size }: BucketGrid, side: 0 | 1): BucketCounts | null {
  const top = size - 1;
  const counts = new Uint32Array(size);
  const sums = sumScratch[side].take(size).fill(0);
  const buckets = scratch[side].take(values.length);
  let differences = 0; // NaN as soon as one value is not finite
  for (let i = 0; i < values.length; i++) {
    const place = ((values[i] as number) - base) * scale;
    const bucket = Math.min(top, Math.max(0, place)) | 0;
    differences += place - place;
    buckets[i] = bucket;
    counts[bucket] = (counts[bucket] as number) + 1;
    sums[bucket] = (sums[bucket] as number) + (place - bucket);
  }
  return differences === 0 ? { counts, sums, buckets } : null;
}
