import { deviance, stirlingError } from "@mlops/core/stats";

/**
 * P(Dₙ ≥ d) of the two-sided Kolmogorov statistic: twice Smirnov's one-sided sum in the tail (n·d² ≥ 2.2), Pelz and Good's series elsewhere.
 * @see Simard and L'Ecuyer (2011); scipy.stats.kstwo.sf
 * @example kolmogorovSurvival(100, 1) // => 0
 */
export function kolmogorovSurvival(n: number, d: number): number {
  if (d >= 1) return 0;
  if (n * d <= 0.5) return 1;
  const p = n * d * d >= 2.2 || d >= 0.5 ? 2 * oneSided(n, d) : 1 - pelzGood(n, d);
  return Math.min(1, Math.max(0, p));
}

/** d·Σ C(n,j)(d + j/n)^(j−1)(1 − d − j/n)^(n−j), each term as a binomial probability (Loader 2000). */
function oneSided(n: number, d: number): number {
  let sum = (1 - d) ** n;
  const last = Math.floor(n * (1 - d));
  for (let j = 1; j <= last; j++) {
    const mean = n * d + j;
    const rest = n - mean;
    if (rest <= 0) break;
    const scale = Math.sqrt(n / (2 * Math.PI * j * (n - j)));
    const exponent = stirlingError(n) - stirlingError(j) - stirlingError(n - j) - deviance(j, mean) - deviance(n - j, rest);
    sum += scale * Math.exp(exponent) * ((n * d) / mean);
  }
  return sum;
}

function pelzGood(n: number, d: number): number {
  const z2 = n * d * d;
  const z = Math.sqrt(z2);
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
