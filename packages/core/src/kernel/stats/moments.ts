/** Count, centre and spread of a sample; two of them merge to that of both samples together. */
export interface Moments {
  /** Finite values. */
  readonly n: number;
  /** NaN and infinite values, left out of everything else. */
  readonly skipped: number;
  /** 0 where n is 0. */
  readonly mean: number;
  /** Σ (x − mean)². */
  readonly m2: number;
  /** Σ (x − mean)³. */
  readonly m3: number;
  /** Infinity where n is 0. */
  readonly min: number;
  /** −Infinity where n is 0. */
  readonly max: number;
}

/** Of no values; `mergeMoments` leaves the other one as it is. */
export const NO_MOMENTS: Moments = {
  n: 0,
  skipped: 0,
  mean: 0,
  m2: 0,
  m3: 0,
  min: Number.POSITIVE_INFINITY,
  max: Number.NEGATIVE_INFINITY,
};

/**
 * Moments of a sample in two passes, sums compensated (Neumaier), so that a large offset costs no digits. NaN and infinities are skipped and counted;
 * mean and sums are NaN or infinite where they overflow.
 * @example momentsOf(Float64Array.of(1, 2, 3, NaN)).m2 // => 2
 */
export function momentsOf(values: ArrayLike<number>): Moments {
  let n = 0;
  let sum = 0;
  let lost = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const x = values[i] as number;
    if (x - x !== 0) continue; // NaN or infinite
    n++;
    if (x < min) min = x;
    if (x > max) max = x;
    const next = sum + x;
    lost += Math.abs(sum) >= Math.abs(x) ? sum - next + x : x - next + sum;
    sum = next;
  }
  const skipped = values.length - n;
  if (n === 0) return { ...NO_MOMENTS, skipped };
  const centre = (sum + lost) / n;
  let rest = 0;
  let m2 = 0;
  let m3 = 0;
  for (let i = 0; i < values.length; i++) {
    const x = values[i] as number;
    if (x - x !== 0) continue;
    const d = x - centre;
    rest += d;
    m2 += d * d;
    m3 += d * d * d;
  }
  const shift = rest / n; // what rounding left in the centre
  m3 -= 3 * shift * m2;
  m2 -= rest * shift;
  return { n, skipped, mean: centre + shift, m2, m3, min, max };
}

/**
 * Moments of both samples together (Chan, Golub & LeVeque 1979; Pébay 2008 for m3).
 * @example mergeMoments(momentsOf([1, 2]), momentsOf([3])).mean // => 2
 */
export function mergeMoments(a: Moments, b: Moments): Moments {
  const skipped = a.skipped + b.skipped;
  if (a.n === 0) return { ...b, skipped };
  if (b.n === 0) return { ...a, skipped };
  const n = a.n + b.n;
  const delta = b.mean - a.mean;
  const m2 = a.m2 + b.m2 + (delta * delta * a.n * b.n) / n;
  const m3 = a.m3 + b.m3 + (delta ** 3 * a.n * b.n * (a.n - b.n)) / (n * n) + (3 * delta * (a.n * b.m2 - b.n * a.m2)) / n;
  return { n, skipped, mean: a.mean + (delta * b.n) / n, m2, m3, min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) };
}

/**
 * Variance `m2 / (n − ddof)`, null for n ≤ ddof. `ddof` is 1 (sample) unless told otherwise; 0 is the population's.
 * @example variance(momentsOf([1, 2, 3])) // => 1
 */
export function variance(moments: Moments, ddof = 1): number | null {
  return moments.n > ddof ? moments.m2 / (moments.n - ddof) : null;
}

/**
 * Skewness `(m3/n) / (m2/n)^1.5` (scipy.stats.skew), null where n is 0 or all values are equal.
 * @example skewness(momentsOf([1, 2, 3])) // => 0
 */
export function skewness(moments: Moments): number | null {
  const { n, m2, m3 } = moments;
  return n > 0 && m2 > 0 ? m3 / n / (m2 / n) ** 1.5 : null;
}
