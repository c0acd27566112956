/** Equal buckets over a range that outliers do not widen: 0 is everything below it and `size − 1` everything above. */
export interface BucketGrid {
  readonly size: number;
  /** A value's place is `(x − base)·scale`; its bucket the whole part of it, kept within the grid. */
  readonly base: number;
  readonly scale: number;
}

const SAMPLED = 2048;
/** Share of the sampled values left out at either end. */
const TAIL = 0.004;

/** Buckets that `values` numbers deserve: a power of two, 16,384 at most. */
export function gridSize(values: number): number {
  return Math.max(1024, Math.min(16_384, 2 ** Math.ceil(Math.log2(values / 8))));
}

/** The grid over the pooled range of a systematic sample of both, null where doubles cannot divide it evenly. NaN and infinities are not looked at. */
export function gridOver(reference: Float64Array, current: Float64Array, size: number): BucketGrid | null {
  const sample = new Float64Array(2 * SAMPLED);
  let taken = 0;
  for (const values of [reference, current]) {
    const step = Math.max(1, Math.floor(values.length / SAMPLED));
    for (let i = 0, k = 0; i < values.length && k < SAMPLED; i += step, k++) {
      const x = values[i] as number;
      if (x - x === 0) sample[taken++] = x;
    }
  }
  if (taken === 0) return null;
  const sorted = sample.subarray(0, taken).sort();
  let low = sorted[Math.floor(taken * TAIL)] as number;
  let high = sorted[Math.min(taken - 1, Math.ceil(taken * (1 - TAIL)))] as number;
  if (!(high > low)) {
    low = sorted[0] as number;
    high = sorted[taken - 1] as number;
  }
  const scale = (size - 2) / (high - low);
  const base = low - 1 / scale;
  const usable = Number.isFinite(scale) && Number.isFinite(base) && high - low > 1e-290 && scale > 1e-270;
  return usable ? { size, base, scale } : null;
}
