import { deviance, logGamma, stirlingError } from "./gamma-function.ts";

/**
 * Regularised lower incomplete gamma function `P(a, x) = γ(a, x)/Γ(a)`, a > 0, x ≥ 0; NaN elsewhere. 1e-12 relative of scipy.special.gammainc.
 * @example gammaLower(1, 0) // => 0
 */
export function gammaLower(a: number, x: number): number {
  if (!(a > 0 && x >= 0)) return Number.NaN;
  if (x === 0) return 0;
  return x < a + 1 ? lowerSeries(a, x) : 1 - upperFraction(a, x);
}

/**
 * Regularised upper incomplete gamma function `Q(a, x) = 1 − P(a, x)`, exact in its tail. 1e-12 relative of scipy.special.gammaincc.
 * @example gammaUpper(1, 0) // => 1
 */
export function gammaUpper(a: number, x: number): number {
  if (!(a > 0 && x >= 0)) return Number.NaN;
  if (x === 0) return 1;
  return x < a + 1 ? 1 - lowerSeries(a, x) : upperFraction(a, x);
}

/** `xᵃ e^{−x} / Γ(a + 1)`. */
function density(a: number, x: number): number {
  if (a < 1) return Math.exp(a * Math.log(x) - x - logGamma(a + 1));
  return Math.exp(-stirlingError(a) - deviance(a, x)) / Math.sqrt(2 * Math.PI * a);
}

function lowerSeries(a: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= x / (a + k);
    sum += term;
  }
  return Math.min(1, density(a, x) * sum);
}

/** Legendre's continued fraction by Lentz's method. */
function upperFraction(a: number, x: number): number {
  if (x === Number.POSITIVE_INFINITY) return 0;
  let b = x + 1 - a;
  let c = Number.POSITIVE_INFINITY;
  let d = 1 / b;
  let value = d;
  for (let k = 1; k < 100_000; k++) {
    const term = -k * (k - a);
    b += 2;
    d = 1 / (term * d + b);
    c = b + term / c;
    const factor = c * d;
    value *= factor;
    if (Math.abs(factor - 1) < 1e-16) break;
  }
  return density(a, x) * a * value;
}
