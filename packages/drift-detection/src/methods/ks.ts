import { NumberPair } from "../kernel/number-pair.ts";
import { kolmogorovSurvival } from "./kolmogorov.ts";
import type { DriftMethod } from "./method.ts";
import { smirnovExact } from "./smirnov.ts";

/** Largest n·m whose p-value is exact, and largest n for n = m. */
const EXACT_UP_TO = { product: 1e6, same: 10_000 };

/**
 * Two-sided p-value of `D = size/(n·m)`: exact for n·m ≤ 1,000,000 and n = m ≤ 10,000, else Kolmogorov's distribution with nm/(n + m) values.
 * @see scipy.stats.ks_2samp
 * @example smirnovPValue(2, 2, 4).toFixed(12) // => "0.333333333333"
 */
export function smirnovPValue(n: number, m: number, size: number): number {
  const exact = n * m <= EXACT_UP_TO.product || (n === m && n <= EXACT_UP_TO.same);
  return exact ? smirnovExact(n, m, size) : kolmogorovSurvival(roundToEven((n * m) / (n + m)), size / (n * m));
}

/** Half to even, as numpy rounds. */
function roundToEven(x: number): number {
  const rounded = Math.round(x);
  return rounded - x === 0.5 && rounded % 2 === 1 ? rounded - 1 : rounded;
}

/**
 * Two-sample Kolmogorov–Smirnov test of two samples: `D = sup |F₁(x) − F₂(x)|`, where it is reached, and the two-sided p-value. NaN and infinities are left out.
 * @see scipy.stats.ks_2samp
 * @example ksTwoSample(Float64Array.of(1, 2), Float64Array.of(3, 4)).statistic // => 1
 */
export function ksTwoSample(reference: Float64Array, current: Float64Array): { statistic: number; pValue: number; at: number } {
  return ksOf(new NumberPair(reference, current));
}

function ksOf({ n, m, summary }: NumberPair): { statistic: number; pValue: number; at: number } {
  if (n === 0 || m === 0) return { statistic: 0, pValue: 1, at: Number.NaN };
  const { size, at } = summary.gap;
  return { statistic: size / (n * m), pValue: smirnovPValue(n, m, size), at };
}

/** Kolmogorov–Smirnov: the effect is D. */
export const ks: DriftMethod = {
  name: "ks",
  kinds: ["numeric"],
  effectMeasure: "ks_distance",
  calibration: ["exact", "limit"],
  compare(pair) {
    const { statistic, pValue } = ksOf(pair as NumberPair);
    return { statistic, pValue, effect: statistic };
  },
};
