import type { BucketGrid } from "./bucket-grid.ts";

/** One sample on a grid. */
export interface BucketCounts {
  readonly counts: Uint32Array;
  /** Σ of the values' places within their bucket, in bucket widths: in [0, 1) each, but for the two outer buckets. */
  readonly sums: Float64Array;
  /** Finite values. */
  readonly n: number;
  readonly nan: number;
  /** −∞ and +∞. */
  readonly infinite: readonly [number, number];
}

/** Counts a sample into buckets in one pass; NaN and infinities are counted apart. */
export function countBuckets(values: Float64Array, grid: BucketGrid): BucketCounts {
  const { base, scale, size } = grid;
  const top = size - 1;
  const counts = new Uint32Array(size);
  const sums = new Float64Array(size);
  let nan = 0;
  let below = 0;
  let above = 0;
  for (let i = 0; i < values.length; i++) {
    const x = values[i] as number;
    const place = (x - base) * scale;
    let bucket: number;
    if (place > 0 && place < top) bucket = place | 0;
    else if (x - x !== 0) {
      if (x > 0) above++;
      else if (x < 0) below++;
      else nan++;
      continue;
    } else bucket = place > 0 ? top : 0;
    counts[bucket] = (counts[bucket] as number) + 1;
    sums[bucket] = (sums[bucket] as number) + (place - bucket);
  }
  return { counts, sums, n: values.length - nan - below - above, nan, infinite: [below, above] };
}
