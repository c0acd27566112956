import type { NumberPair } from "../kernel/number-pair.ts";
import type { DriftMethod } from "./method.ts";
import { rankWalk } from "./rank-walk.ts";

/** Samples of at most so many values have an exact p-value. */
const EXACT_UP_TO = 20;

/** The statistics U and T of two ascending samples without ties (Anderson 1962, equations 9 and 10). */
function statistics(reference: Float64Array, current: Float64Array): { u: number; t: number } {
  const n = reference.length;
  const m = current.length;
  let [sumN, sumM] = [0, 0];
  rankWalk(reference, current, (below, at, belowCurrent, atCurrent) => {
    const rank = below + belowCurrent + (at + atCurrent + 1) / 2;
    sumN += squares(rank - below, at);
    sumM += squares(rank - belowCurrent, atCurrent);
  });
  const u = n * sumN + m * sumM;
  return { u, t: u / (n * m * (n + m)) - (4 * n * m - 1) / (6 * (n + m)) };
}

/** Σ (x − k)² over k = 1…count. */
function squares(x: number, count: number): number {
  return count * x * x - x * count * (count + 1) + (count * (count + 1) * (2 * count + 1)) / 6;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

/** Share of the orders of both samples that are at least as far apart: a table of frequencies for each lattice point (Xiao, Gordon and Yakovlev 2006). */
function exactPValue(u: number, n: number, m: number): number {
  const lcm = (n / gcd(n, m)) * m;
  const [a, b] = [lcm / n, lcm / m];
  const zeta = Math.floor((lcm ** 2 * (n + m) * (6 * u - n * m * (4 * n * m - 1))) / (6 * (n * m) ** 2));
  let column: Frequencies[] = Array.from({ length: n + 1 }, (_, v) => (v === 0 ? ONE : NONE));
  for (let step = 0; step <= m; step++) {
    const next: Frequencies[] = [];
    let carried = NONE;
    for (let v = 0; v <= n; v++) {
      carried = merged(carried, column[v] as Frequencies, (a * v - b * step) ** 2);
      next.push(carried);
    }
    column = next;
  }
  const { values, counts } = column[n] as Frequencies;
  let [all, extreme] = [0, 0];
  for (let k = 0; k < values.length; k++) {
    all += counts[k] as number;
    if ((values[k] as number) >= zeta) extreme += counts[k] as number;
  }
  return extreme / all;
}

/** How often each value occurs, values ascending. */
interface Frequencies {
  readonly values: Float64Array;
  readonly counts: Float64Array;
}

const ONE: Frequencies = { values: new Float64Array(1), counts: Float64Array.of(1) };
const NONE: Frequencies = { values: new Float64Array(0), counts: new Float64Array(0) };

/** Both tables as one, every value raised by `jump`. */
function merged(x: Frequencies, y: Frequencies, jump: number): Frequencies {
  const values = new Float64Array(x.values.length + y.values.length);
  const counts = new Float64Array(values.length);
  let size = 0;
  for (let i = 0, j = 0; i < x.values.length || j < y.values.length; size++) {
    const value = Math.min(x.values[i] ?? Number.POSITIVE_INFINITY, y.values[j] ?? Number.POSITIVE_INFINITY);
    let count = 0;
    if (x.values[i] === value) count += x.counts[i++] as number;
    if (y.values[j] === value) count += y.counts[j++] as number;
    values[size] = value + jump;
    counts[size] = count;
  }
  return { values: values.subarray(0, size), counts: counts.subarray(0, size) };
}

const NODES = 96;

/**
 * P(ω² > x) of the limit: Smirnov's alternating series of integrals between the zeros of the sine, each by Gauss–Chebyshev, which takes both roots at its ends.
 * @example cramerVonMisesSurvival(0) // => 1
 */
export function cramerVonMisesSurvival(x: number): number {
  if (x < 0.003) return 1;
  let sum = 0;
  for (let k = 1; k < 100; k++) {
    const low = (2 * k - 1) * Math.PI;
    let integral = 0;
    for (let i = 0; i < NODES; i++) {
      // y runs over (low, low + π): −sin y = sin s with s = y − low
      const half = Math.PI / 2;
      const s = half * (1 + Math.cos(((2 * i + 1) * Math.PI) / (2 * NODES)));
      const y = low + s;
      integral += Math.sqrt((s * (Math.PI - s)) / (Math.sin(s) * y)) * Math.exp((-x * y * y) / 2);
    }
    const term = (2 * integral) / NODES;
    sum += k % 2 === 1 ? term : -term;
    if (term <= sum * 1e-17) break;
  }
  return Math.min(1, Math.max(0, sum));
}

/**
 * Two-sample Cramér–von Mises test of two ascending samples: T and its p-value, exact for at most 20 values each, else that of the limit with T's own mean and variance.
 * Ties: T = nm/N² Σ (F₁ − F₂)² over the pooled values, with the mean and variance that it has for these ties. (scipy keeps the formula for distinct values, by which samples of one
 * population with ties differ for certain.)
 * @see Anderson (1962); scipy.stats.cramervonmises_2samp
 * @example cramerVonMises(Float64Array.of(1, 2), Float64Array.of(3, 4)).pValue.toFixed(12) // => "0.333333333333"
 */
export function cramerVonMises(reference: Float64Array, current: Float64Array): { statistic: number; pValue: number } {
  const n = reference.length;
  const m = current.length;
  const total = n + m;
  const tied = tiedStatistic(reference, current);
  if (tied !== null) {
    const { t, mean, variance } = tied;
    return { statistic: t, pValue: variance > 0 ? cramerVonMisesSurvival(1 / 6 + (t - mean) / Math.sqrt(45 * variance)) : 1 };
  }
  const { u, t } = statistics(reference, current);
  if (Math.max(n, m) <= EXACT_UP_TO) return { statistic: t, pValue: exactPValue(u, n, m) };
  const mean = (1 + 1 / total) / 6;
  const variance = ((total + 1) * (4 * n * m * total - 3 * (n * n + m * m) - 2 * n * m)) / (45 * total ** 2 * 4 * n * m);
  return { statistic: t, pValue: cramerVonMisesSurvival(1 / 6 + (t - mean) / Math.sqrt(45 * variance)) };
}

/** The criterion over tied values, with its mean and the limit of its variance; null where no value occurs twice. */
function tiedStatistic(reference: Float64Array, current: Float64Array): { t: number; mean: number; variance: number } | null {
  const [n, m] = [reference.length, current.length];
  const total = n + m;
  let [t, mean, variance, before, distinct] = [0, 0, 0, 0, 0];
  rankWalk(reference, current, (below, at, belowCurrent, atCurrent) => {
    distinct++;
    const weight = (at + atCurrent) / total;
    const [i, j] = [below + at, belowCurrent + atCurrent];
    const h = (i + j) / total;
    t += weight * (i / n - j / m) ** 2;
    mean += weight * h * (1 - h);
    variance += 2 * weight * (1 - h) ** 2 * (2 * before + weight * h * h);
    before += weight * h * h;
  });
  return distinct === total ? null : { t: (t * n * m) / total, mean: (mean * total) / (total - 1), variance };
}

/** Cramér–von Mises; the effect is the root of its criterion over that of samples that do not overlap. */
export const cramerVonMisesMethod: DriftMethod = {
  name: "cramer_von_mises",
  kinds: ["numeric"],
  effectMeasure: "root_share_of_separation",
  calibration: ["exact", "limit"],
  compare(pair) {
    const { n, m, sorted } = pair as NumberPair;
    if (n === 0 || m === 0) return { statistic: 0, pValue: 1, effect: 0 };
    const { statistic, pValue } = cramerVonMises(...sorted);
    const criterion = Math.max(0, (statistic * (n + m)) / (n * m));
    return { statistic, pValue, effect: Math.min(1, Math.sqrt(3 * criterion)) };
  },
};
