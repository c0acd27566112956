import { NumberPair } from "../kernel/number-pair.ts";
import type { DriftMethod } from "./method.ts";
import { nullIntegral } from "./null-integral.ts";
import { permutationPValue } from "./permutation.ts";

/**
 * Wasserstein-1 distance `∫ |F₁ − F₂|` of two samples, in their unit; NaN and infinities are left out.
 * @see scipy.stats.wasserstein_distance
 * @example wassersteinDistance(Float64Array.of(0, 1), Float64Array.of(1, 2)) // => 1
 */
export function wassersteinDistance(reference: Float64Array, current: Float64Array): number {
  const { summary, unit } = new NumberPair(reference, current);
  return summary.wasserstein * unit;
}

/** The distance in units of the pooled robust scale. */
export function normedDistance({ summary, robustScale }: NumberPair): number {
  return robustScale === 0 ? 0 : Math.min(summary.wasserstein / robustScale, Number.MAX_VALUE); // nearly all values equal and one far away
}

/** Wasserstein-1 in units of the pooled robust scale, at most 1 as effect; p by seeded permutation. */
export const wasserstein: DriftMethod = {
  name: "wasserstein",
  kinds: ["numeric"],
  effectMeasure: "normed_wasserstein",
  calibration: ["permutation"],
  compare(pair, random) {
    const numbers = pair as NumberPair;
    if (numbers.n === 0 || numbers.m === 0 || numbers.robustScale === 0)
      return { statistic: 0, pValue: 1, effect: 0, evidence: { distance: 0 } };
    const distance = numbers.summary.wasserstein;
    const pValue = permutationPValue(distance, nullIntegral(numbers, Math.abs, random));
    const statistic = normedDistance(numbers);
    return {
      statistic,
      pValue,
      effect: Math.min(1, statistic),
      evidence: { distance: Math.min(distance * numbers.unit, Number.MAX_VALUE) },
    };
  },
};
