import { gatherBuckets } from "../../gather-buckets.ts";

const BUCKETS = 4096;
const SMALL = 2048;

/**
 * The values at some ranks (0 is the least) without sorting all: values are counted in equal bins between their extremes, and only the bins that hold
 * a wanted rank are gathered and sorted. Of no values, or where one is NaN, all are NaN.
 */
export function valuesAtRanks(values: Float64Array, ranks: readonly number[], depth = 0): number[] {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    min = Math.min(min, values[i] as number);
    max = Math.max(max, values[i] as number);
  }
  if (values.length === 0 || Number.isNaN(min)) return ranks.map(() => Number.NaN);
  if (values.length <= SMALL || depth === 3) return pick(values.slice().sort(), ranks);
  if (min === max) return ranks.map(() => min);
  const scale = (BUCKETS - 1) / (max - min);
  if (!(scale > 0 && Number.isFinite(scale))) return pick(values.slice().sort(), ranks);
  const counts = new Uint32Array(BUCKETS);
  for (let i = 0; i < values.length; i++) {
    const bucket = (((values[i] as number) - min) * scale) | 0;
    counts[bucket] = (counts[bucket] as number) + 1;
  }
  const starts = new Uint32Array(BUCKETS);
  for (let bucket = 1; bucket < BUCKETS; bucket++) starts[bucket] = (starts[bucket - 1] as number) + (counts[bucket - 1] as number);
  const wanted = ranks.map((rank) => {
    let low = 0;
    let high = BUCKETS - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= rank) low = middle;
      else high = middle - 1;
    }
    return low;
  });
  const gathered = gatherBuckets(values, min, scale, counts, new Set(wanted));
  const found = new Array<number>(ranks.length);
  for (const [bucket, part] of gathered) {
    const inside = [...ranks.keys()].filter((i) => wanted[i] === bucket);
    const values = valuesAtRanks(
      part,
      inside.map((i) => (ranks[i] as number) - (starts[bucket] as number)),
      depth + 1,
    );
    for (const [k, i] of inside.entries()) found[i] = values[k] as number;
  }
  return found;
}

function pick(sorted: Float64Array, ranks: readonly number[]): number[] {
  return ranks.map((rank) => sorted[rank] as number);
}
