import { erfc } from "@mlops/core/stats";
import type { NumberPair } from "../kernel/number-pair.ts";
import type { DriftMethod } from "./method.ts";
import { rankWalk } from "./rank-walk.ts";

/** ln p = c₀ + c₁x + c₂x²: scipy's fit through the critical values of Scholz and Stephens (table 2, two samples), which holds between them. */
const TABLE = [
  [0.675, -0.245, -0.105],
  [1.281, 0.25, -0.305],
  [1.645, 0.678, -0.362],
  [1.96, 1.149, -0.391],
  [2.326, 1.822, -0.396],
  [2.573, 2.364, -0.345],
  [3.085, 3.615, -0.154],
] as const;
const CRITICAL = TABLE.map(([b0, b1, b2]) => b0 + b1 + b2);
const LEVELS = [0.25, 0.1, 0.05, 0.025, 0.01, 0.005, 0.001] as const;
const FIT = quadraticFit(
  CRITICAL,
  LEVELS.map((level) => Math.log(level)),
);

/** Least squares of a parabola by normal equations around the mean. */
function quadraticFit(x: readonly number[], y: readonly number[]): (at: number) => number {
  const n = x.length;
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / n;
  const centre = mean(x);
  const u = x.map((value) => value - centre);
  const square = mean(u.map((value) => value * value));
  const cube = mean(u.map((value) => value ** 3));
  const slope = cube / square;
  const v = u.map((value) => value * value - slope * value - square); // orthogonal to 1 and u
  const along = (basis: readonly number[]): number =>
    basis.reduce((sum, value, i) => sum + value * (y[i] as number), 0) / basis.reduce((sum, value) => sum + value * value, 0);
  const [c0, c1, c2] = [mean(y), along(u), along(v)];
  return (at) => {
    const d = at - centre;
    return c0 + c1 * d + c2 * (d * d - slope * d - square);
  };
}

/** Standard deviation of A² of two samples (Scholz and Stephens, equation 4). */
function deviation(n: number, m: number): number {
  const total = n + m;
  const inverse = 1 / n + 1 / m;
  let sum = 0; // Σ 1/i, i < N
  let double = 0; // Σ Σ 1/((N − i)·j)
  for (let i = total - 1, k = 2; i > 1; i--, k++) {
    sum += 1 / i;
    double += sum / k;
  }
  const h = sum + 1;
  const a = 4 * double - 6 + (10 - 6 * double) * inverse;
  const b = 4 * (2 * double - 4) + 16 * h + (2 * double - 14 * h - 4) * inverse - 8 * h + 4 * double - 6;
  const c = 4 * (6 * h + 2 * double - 2) + 2 * (4 * h - 4 * double + 6) + (2 * h - 6) * inverse + 4 * h;
  const d = 4 * (2 * h + 6) - 8 * h;
  return Math.sqrt((a * total ** 3 + b * total ** 2 + c * total + d) / ((total - 1) * (total - 2) * (total - 3)));
}

/**
 * Anderson–Darling test of two ascending samples, mid-ranks for ties: the standardised statistic and its p-value. Between 0.25 and 0.001 it is scipy's interpolation, below
 * that the tail of the limit, √3·erfc(√A²).
 * @see Scholz and Stephens (1987); scipy.stats.anderson_ksamp
 * @example andersonDarling(Float64Array.of(1, 2, 3), Float64Array.of(1, 2, 3)).pValue // => 0.25
 */
export function andersonDarling(reference: Float64Array, current: Float64Array): { statistic: number; pValue: number; raw: number } {
  const n = reference.length;
  const m = current.length;
  const total = n + m;
  let sum = 0;
  let distinct = 0;
  rankWalk(reference, current, (below, at, belowCurrent, atCurrent) => {
    distinct++;
    const ties = at + atCurrent;
    const middle = below + belowCurrent + ties / 2;
    const spread = ties / total / (middle * (total - middle) - (total * ties) / 4);
    const gap = total * (below + at / 2) - middle * n;
    sum += spread * gap * gap * (1 / n + 1 / m);
  });
  if (distinct < 2 || total < 4) return { statistic: 0, pValue: 1, raw: 0 };
  const raw = (sum * (total - 1)) / total;
  const statistic = (raw - 1) / deviation(n, m);
  if (statistic < Math.min(...CRITICAL)) return { statistic, pValue: 0.25, raw };
  const pValue = statistic > Math.max(...CRITICAL) ? Math.min(0.001, Math.sqrt(3) * erfc(Math.sqrt(raw))) : Math.exp(FIT(statistic));
  return { statistic, pValue, raw };
}

/** What A²·(n + m)/(nm) is for samples that do not overlap, `share` of the values being the reference's. */
function separated(share: number): number {
  const other = 1 - share;
  return (-share - Math.log(other)) / share ** 2 + (-other - Math.log(share)) / other ** 2;
}

/** Anderson–Darling; the effect is the root of A² over that of samples that do not overlap. */
export const anderson: DriftMethod = {
  name: "anderson",
  kinds: ["numeric"],
  effectMeasure: "root_share_of_separation",
  calibration: ["limit"],
  compare(pair) {
    const { n, m, sorted } = pair as NumberPair;
    if (n === 0 || m === 0) return { statistic: 0, pValue: 1, effect: 0 };
    const { statistic, pValue, raw } = andersonDarling(...sorted);
    const share = (raw * (n + m)) / (n * m) / separated(n / (n + m));
    return { statistic, pValue, effect: Math.min(1, Math.sqrt(Math.max(0, share))) };
  },
};
