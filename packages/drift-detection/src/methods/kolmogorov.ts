import { deviance, stirlingError } from "@mlops/core/stats";
import { kolmogorovDmtw, kolmogorovPomeranz } from "./kolmogorov-exact.ts";

/**
 * P(Dₙ ≥ d) of the two-sided Kolmogorov statistic, by the branches of Simard and L'Ecuyer: the ends in closed form, Durbin's matrix and Pomeranz's
 * recursion for small n, twice Smirnov's one-sided sum in the tail, Pelz and Good's series elsewhere.
 * @see Simard and L'Ecuyer (2011); scipy.stats.kstwo.sf
 * @example kolmogorovSurvival(100, 1) // => 0
 */
export function kolmogorovSurvival(n: number, d: number): number {
  if (d >= 1) return 0;
  const t = n * d;
  if (t <= 0.5) return 1;
  if (t <= 1) return 1 - rubenGambino(n, 2 * t - 1);
  if (t >= n - 1) return 2 * (1 - d) ** n;
  const square = t * d;
  if (d >= 0.5) return clip(2 * oneSided(n, d));
  if (n <= 140) {
    if (square <= 0.754693) return clip(1 - kolmogorovDmtw(n, d));
    return clip(square <= 4 ? 1 - kolmogorovPomeranz(n, d) : 2 * oneSided(n, d));
  }
  if (square >= 370) return 0;
  if (square >= 2.2) return clip(2 * oneSided(n, d));
  return clip(1 - (n <= 100_000 && n * d ** 1.5 <= 1.4 ? kolmogorovDmtw(n, d) : pelzGood(n, d)));
}

const clip = (p: number): number => Math.min(1, Math.max(0, p));

/** `n!·(x/n)ⁿ`. */
function rubenGambino(n: number, x: number): number {
  return Math.exp(Math.log(2 * Math.PI * n) / 2 + stirlingError(n) - n + n * Math.log(x));
}

/** Samples from which the sum takes equidistant terms: it is smooth and flat at both ends, so 256 of them give all its digits. */
const STRIDE_FROM = 1024;
const STRIDE_TERMS = 256;

/** d·Σ C(n,j)(d + j/n)^(j−1)(1 − d − j/n)^(n−j), each term as a binomial probability (Loader 2000). */
function oneSided(n: number, d: number): number {
  const last = Math.floor(n * (1 - d));
  const atN = stirlingError(n);
  const stride = n < STRIDE_FROM ? 1 : Math.floor(n / STRIDE_TERMS);
  let sum = stride === 1 ? (1 - d) ** n : 0;
  for (let j = stride === 1 ? 1 : stride >> 1; j <= last; j += stride) {
    const mean = n * d + j;
    const rest = n - mean;
    if (rest <= 0 || j >= n) break;
    const scale = Math.sqrt(n / (2 * Math.PI * j * (n - j)));
    const exponent = atN - stirlingError(j) - stirlingError(n - j) - deviance(j, mean) - deviance(n - j, rest);
    sum += scale * Math.exp(exponent) * ((n * d) / mean);
  }
  return sum * stride;
}

function pelzGood(n: number, d: number): number {
  const z2 = n * d * d;
  const z = Math.sqrt(z2);
  if (Math.PI ** 2 / 8 / z2 > 708) return 0;
  const z4 = z2 * z2;
  const z6 = z4 * z2;
  const sums = [0, 0, 0, 0];
  const add = (order: number, value: number): void => {
    sums[order] = (sums[order] as number) + value;
  };
  for (let k = 0; k < 40; k++) {
    const a = (Math.PI * (k + 0.5)) ** 2;
    const half = 2 * Math.exp(-a / (2 * z2)); // k and −k−1
    add(0, half / z);
    add(1, ((a - z2) * half) / (6 * z4));
    add(2, ((6 * z6 + 2 * z4 + (2 * z4 - 5 * z2) * a + (1 - 2 * z2) * a * a) * half) / (72 * z6 * z));
    const third = (5 - 30 * z2) * a ** 3 + (212 * z4 - 60 * z2) * a * a + (135 * z4 - 96 * z6) * a - 30 * z6 - 90 * z4 * z4;
    add(3, (third * half) / (6480 * z6 * z4));
    const b = (Math.PI * k) ** 2;
    const whole = 2 * Math.exp(-b / (2 * z2));
    add(2, (-b * whole) / (36 * z2 * z));
    add(3, ((3 * b * z2 - b * b) * whole) / (216 * z6));
    if (half === 0) break;
  }
  const root = Math.sqrt(n);
  return Math.sqrt(Math.PI / 2) * sums.reduce((total, sum, order) => total + sum / root ** order, 0);
}
