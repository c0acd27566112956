import { erf, erfc } from "./error-function.ts";
import { betaLogOdds, incompleteBeta, inverseIncompleteBeta } from "./incomplete-beta.ts";
import { gammaLower, gammaUpper } from "./incomplete-gamma.ts";

/** Standard normal distribution function. @example normalCdf(0) // => 0.5 */
export function normalCdf(z: number): number {
  return erfc(-z / Math.SQRT2) / 2;
}

/** `1 − normalCdf(z)`, exact in the tail. @example normalSurvival(0) // => 0.5 */
export function normalSurvival(z: number): number {
  return erfc(z / Math.SQRT2) / 2;
}

/**
 * Standard normal quantile: the z with `normalCdf(z) = p`; ∓∞ at 0 and 1, NaN outside [0, 1].
 * Newton's method on ln p, near the middle on p − ½. 1e-12 relative of scipy.stats.norm.ppf.
 * @example normalQuantile(0.5) // => 0
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  if (p === 0.5) return 0;
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p === 0) return Number.NEGATIVE_INFINITY;
  const target = Math.log(p);
  const central = p > 0.25;
  let z = p > 0.1 ? (0.5 - p) * Math.sqrt(2 * Math.PI) : Math.sqrt(-2 * target - Math.log(-2 * target));
  for (let step = 0; step < 50; step++) {
    const tail = normalSurvival(z);
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    const move = central ? (0.5 - p - erf(z / Math.SQRT2) / 2) / density : ((Math.log(tail) - target) * tail) / density;
    z += move;
    if (Math.abs(move) <= 1e-15 * Math.abs(z)) break;
  }
  return -z;
}

/** Student's t distribution function with `df` > 0 degrees of freedom. @example studentTCdf(0, 5) // => 0.5 */
export function studentTCdf(t: number, df: number): number {
  return studentTSurvival(-t, df);
}

/** `1 − studentTCdf(t, df)`, exact in the tail. @example studentTSurvival(0, 5) // => 0.5 */
export function studentTSurvival(t: number, df: number): number {
  const square = t * t;
  const tail = square === Number.POSITIVE_INFINITY ? 0 : incompleteBeta(df / 2, 0.5, df / (df + square), square / (df + square)) / 2;
  return t >= 0 ? tail : 1 - tail;
}

/** The t with `studentTCdf(t, df) = p`. @example studentTQuantile(0.5, 3) // => 0 */
export function studentTQuantile(p: number, df: number): number {
  if (!(p >= 0 && p <= 1 && df > 0)) return Number.NaN;
  if (p === 0.5) return 0;
  if (p > 0.5) return -studentTQuantile(1 - p, df);
  if (p === 0) return Number.NEGATIVE_INFINITY;
  // t² = df·(1 − x)/x with I_x(df/2, ½) = 2p; near the middle by the other tail, which has more digits there
  const logOdds = p < 0.25 ? -betaLogOdds(df / 2, 0.5, 2 * p) : betaLogOdds(0.5, df / 2, 1 - 2 * p);
  return -Math.sqrt(df * Math.exp(logOdds));
}

/** Chi-squared distribution function. @example chiSquaredCdf(0, 2) // => 0 */
export function chiSquaredCdf(x: number, df: number): number {
  return gammaLower(df / 2, x / 2);
}

/** `1 − chiSquaredCdf(x, df)`, exact in the tail. @example chiSquaredSurvival(0, 2) // => 1 */
export function chiSquaredSurvival(x: number, df: number): number {
  return gammaUpper(df / 2, x / 2);
}

/** Beta distribution function. @example betaCdf(0.5, 2, 2).toFixed(12) // => "0.500000000000" */
export function betaCdf(x: number, a: number, b: number): number {
  return incompleteBeta(a, b, x);
}

/** The x with `betaCdf(x, a, b) = p`. @example betaQuantile(0.5, 2, 2).toFixed(12) // => "0.500000000000" */
export function betaQuantile(p: number, a: number, b: number): number {
  return inverseIncompleteBeta(a, b, p);
}

/** Gamma distribution function with scale 1. @example gammaCdf(0, 2) // => 0 */
export function gammaCdf(x: number, shape: number): number {
  return gammaLower(shape, x);
}
