const SAMPLE = 8192;

/**
 * The values at two neighbouring ranks of many values in one pass: a sample says within which window they lie, what lies below it is counted and what lies
 * in it is sorted. Undefined where the sample misled, so that another way must be taken. NaN where one of the values is.
 */
export function selectRank(values: Float64Array, rank: number, next: number): [number, number] | undefined {
  const sample = new Float64Array(SAMPLE);
  const stride = values.length / SAMPLE;
  for (let i = 0; i < SAMPLE; i++) sample[i] = values[Math.floor(i * stride)] as number;
  sample.sort();
  // Four standard deviations of the place that a value of this rank has in the sample.
  const place = (rank / values.length) * SAMPLE;
  const spread = 4 * Math.sqrt(Math.max(place * (1 - place / SAMPLE), 1)) + 2;
  const low = sample[Math.max(0, Math.floor(place - spread))] as number;
  const high = sample[Math.min(SAMPLE - 1, Math.ceil(place + spread))] as number;
  const middle = low + (high - low) / 2;
  const half = Math.max(high - middle, middle - low);
  if (!Number.isFinite(half)) return undefined;
  const inside = new Float64Array(values.length >> 3);
  let below = 0;
  let nan = 0;
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    below += Number(value < middle); // no branch: which side a value is on cannot be foreseen
    nan += Number(Number.isNaN(value));
    if (Math.abs(value - middle) <= half) {
      if (count === inside.length) return undefined;
      inside[count++] = value;
    }
  }
  if (nan > 0) return [Number.NaN, Number.NaN];
  const window = inside.subarray(0, count).sort();
  let under = 0;
  while (under < count && (window[under] as number) < middle) under++;
  const first = below - under; // values below the window
  if (rank < first || next >= first + count) return undefined;
  return [window[rank - first] as number, window[next - first] as number];
}
