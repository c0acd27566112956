import { erf, type Moments, momentsOf, studentTSurvival, variance } from "@mlops/core/stats";
import type { NumberPair } from "../kernel/number-pair.ts";
import type { DriftMethod } from "./method.ts";

/**
 * Welch's t-test of two samples, NaN and infinities left out: t, its degrees of freedom, the two-sided p-value and the difference of the means in pooled standard deviations.
 * @see scipy.stats.ttest_ind(equal_var=False)
 * @example welchT(Float64Array.of(1, 2, 3), Float64Array.of(1, 2, 3)).pValue // => 1
 */
export function welchT(reference: Float64Array, current: Float64Array): { statistic: number; df: number; pValue: number; shift: number } {
  const base = reference.find(Number.isFinite) ?? 0; // the test does not change with it, and far from 0 the means lose no digits
  const [a, b] = [reference, current].map((values) => momentsOf(values.map((x) => x - base))) as [Moments, Moments];
  const [va, vb] = [(variance(a) ?? 0) / a.n, (variance(b) ?? 0) / b.n];
  const difference = a.mean - b.mean;
  if (a.n < 2 || b.n < 2 || difference === 0) return { statistic: 0, df: 1, pValue: 1, shift: 0 };
  if (va + vb === 0) return { statistic: Math.sign(difference) * Number.MAX_VALUE, df: 1, pValue: 0, shift: Number.MAX_VALUE };
  const statistic = difference / Math.sqrt(va + vb);
  const shareA = va / (va + vb);
  const df = 1 / (shareA ** 2 / (a.n - 1) + (1 - shareA) ** 2 / (b.n - 1));
  const spread = Math.sqrt((a.m2 + b.m2) / (a.n + b.n - 2));
  const pValue = Math.min(1, 2 * studentTSurvival(Math.abs(statistic), df));
  if (!Number.isFinite(statistic) || Number.isNaN(pValue)) return { statistic: 0, df: 1, pValue: 1, shift: 0 }; // sums that overflow say nothing
  return { statistic, df, pValue, shift: Math.abs(difference) / spread };
}

/** Welch's t; the effect is the total variation of two normal distributions as far apart, erf(|d|/√8). */
export const tTest: DriftMethod = {
  name: "t",
  kinds: ["numeric"],
  effectMeasure: "normal_total_variation",
  calibration: ["limit"],
  compare(pair) {
    const { samples, n, m } = pair as NumberPair;
    if (n < 2 || m < 2) return { statistic: 0, pValue: 1, effect: 0 };
    const { statistic, pValue, shift } = welchT(...samples);
    return { statistic, pValue, effect: erf(shift / Math.sqrt(8)) };
  },
};
