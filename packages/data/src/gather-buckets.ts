/** The values of the wanted buckets, each in the order of the rows. A value's bucket is `(value − min) · scale`, cut to a whole number; `counts` says how many each holds. */
export function gatherBuckets(
  values: Float64Array,
  min: number,
  scale: number,
  counts: Uint32Array,
  wanted: ReadonlySet<number>,
): ReadonlyMap<number, Float64Array> {
  const place = new Int32Array(counts.length).fill(-1);
  const parts: Float64Array[] = [];
  for (const bucket of wanted) {
    place[bucket] = parts.length;
    parts.push(new Float64Array(counts[bucket] as number));
  }
  const filled = new Int32Array(parts.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    const part = place[((value - min) * scale) | 0] as number;
    if (part < 0) continue;
    const next = filled[part] as number;
    (parts[part] as Float64Array)[next] = value;
    filled[part] = next + 1;
  }
  return new Map([...wanted].map((bucket) => [bucket, parts[place[bucket] as number] as Float64Array]));
}
