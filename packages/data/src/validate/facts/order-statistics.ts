const BUCKETS = 4096;
const SMALL = 2048;

/**
 * The values at some ranks (0 is the least) without sorting all: values are counted in equal bins between their extremes, and only the bins that hold
 * a wanted rank are gathered and sorted. NaN must be left out. Infinite extremes are sorted as they are.
 */
export function valuesAtRanks(values: Float64Array, ranks: readonly number[], depth = 0): number[] {
  if (values.length <= SMALL || depth === 3) return pick(values.slice().sort(), ranks);
  let min = values[0] as number;
  let max = min;
  for (let i = 1; i < values.length; i++) {
    const value = values[i] as number;
    if (value < min) min = value;
    if (value > max) max = value;
  }
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
  const gathered = gather(values, min, scale, counts, new Set(wanted));
  return ranks.map((rank, i) => {
    const bucket = wanted[i] as number;
    return valuesAtRanks(gathered.get(bucket) as Float64Array, [rank - (starts[bucket] as number)], depth + 1)[0] as number;
  });
}

function pick(sorted: Float64Array, ranks: readonly number[]): number[] {
  return ranks.map((rank) => sorted[rank] as number);
}

function gather(
  values: Float64Array,
  min: number,
  scale: number,
  counts: Uint32Array,
  buckets: ReadonlySet<number>,
): ReadonlyMap<number, Float64Array> {
  const place = new Int32Array(BUCKETS).fill(-1);
  const parts: Float64Array[] = [];
  const filled: number[] = [];
  for (const bucket of buckets) {
    place[bucket] = parts.length;
    parts.push(new Float64Array(counts[bucket] as number));
    filled.push(0);
  }
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    const part = place[((value - min) * scale) | 0] as number;
    if (part < 0) continue;
    const next = filled[part] as number;
    (parts[part] as Float64Array)[next] = value;
    filled[part] = next + 1;
  }
  return new Map([...buckets].map((bucket) => [bucket, parts[place[bucket] as number] as Float64Array]));
}
