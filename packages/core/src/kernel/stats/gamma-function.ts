/** Coefficients `(−1)ᵏ(ζ(k) − 1)/k`, k = 2…, of ln Γ(2 + z); |z| ≤ ½ makes each term at most a quarter of the one before. */
const ZETA_TERMS = Float64Array.from({ length: 29 }, (_, i) => ((i % 2 === 0 ? 1 : -1) * zetaMinusOne(i + 2)) / (i + 2));
const ONE_MINUS_EULER = 0.42278433509846713;
const HALF_LOG_TWO_PI = 0.9189385332046728;
/** B₂ₖ/(2k(2k−1)): Stirling's series. */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400];

/** ζ(k) − 1 by summing the first terms and Euler–Maclaurin for the rest. */
function zetaMinusOne(k: number): number {
  const upTo = 16;
  let sum = upTo ** (1 - k) / (k - 1) + upTo ** -k / 2 + (k * upTo ** (-k - 1)) / 12;
  sum -= (k * (k + 1) * (k + 2) * upTo ** (-k - 3)) / 720;
  sum += (k * (k + 1) * (k + 2) * (k + 3) * (k + 4) * upTo ** (-k - 5)) / 30240;
  sum -= (k * (k + 1) * (k + 2) * (k + 3) * (k + 4) * (k + 5) * (k + 6) * upTo ** (-k - 7)) / 1209600;
  for (let n = upTo - 1; n >= 2; n--) sum += n ** -k;
  return sum;
}

/**
 * Natural logarithm of the gamma function for x > 0, NaN for other x. Within 1e-13 relative of scipy.special.gammaln, also near its zeros 1 and 2.
 * @example logGamma(1) // => 0
 */
export function logGamma(x: number): number {
  if (!(x > 0)) return Number.NaN;
  if (x < 0.5) return logGamma(x + 1) - Math.log(x);
  if (x < 1.5) return logGammaOfTwoPlus(x - 1) - Math.log1p(x - 1);
  if (x <= 2.5) return logGammaOfTwoPlus(x - 2);
  let shift = 1;
  let y = x;
  while (y < 12) shift *= y++;
  return (y - 0.5) * Math.log(y) - y + HALF_LOG_TWO_PI + stirlingRest(y) - Math.log(shift);
}

function logGammaOfTwoPlus(z: number): number {
  let sum = 0;
  for (let i = ZETA_TERMS.length - 1; i >= 0; i--) sum = sum * z + (ZETA_TERMS[i] as number);
  return z * (ONE_MINUS_EULER + z * sum);
}

function stirlingRest(y: number): number {
  const inverseSquare = 1 / (y * y);
  let sum = 0;
  for (let i = STIRLING.length - 1; i >= 0; i--) sum = sum * inverseSquare + (STIRLING[i] as number);
  return sum / y;
}

/** `ln Γ(x + 1) − ((x + ½) ln x − x + ½ ln 2π)`: what Stirling's formula leaves out, small and exact for x > 0. */
export function stirlingError(x: number): number {
  return x >= 12 ? stirlingRest(x) : logGamma(x + 1) - ((x + 0.5) * Math.log(x) - x + HALF_LOG_TWO_PI);
}

/** `x ln(x/m) + m − x` ≥ 0, without cancellation where x is near m (Loader 2000). */
export function deviance(x: number, m: number): number {
  if (Math.abs(x - m) >= 0.1 * (x + m)) return x * Math.log(x / m) + m - x;
  const v = (x - m) / (x + m);
  let sum = (x - m) * v;
  let power = 2 * x * v;
  for (let k = 1; k < 1000; k++) {
    power *= v * v;
    const next = sum + power / (2 * k + 1);
    if (next === sum) break;
    sum = next;
  }
  return sum;
}
