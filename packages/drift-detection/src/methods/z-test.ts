import { normalSurvival } from "@mlops/core/stats";
import { compareCells, total } from "./contingency.ts";
import { largestDifference } from "./l-infinity.ts";
import type { DriftMethod } from "./method.ts";

/**
 * Largest |z| of the two-proportion tests of each cell, with the pooled share: of two cells the z-test itself.
 * @see statsmodels.stats.proportion.proportions_ztest
 * @example largestZ([10, 10], [10, 10]) // => 0
 */
export function largestZ(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const n = total(a);
  const m = total(b);
  let largest = 0;
  for (let j = 0; j < a.length; j++) {
    const share = ((a[j] as number) + (b[j] as number)) / (n + m);
    const deviation = Math.sqrt(share * (1 - share) * (1 / n + 1 / m));
    if (deviation > 0) largest = Math.max(largest, Math.abs((a[j] as number) / n - (b[j] as number) / m) / deviation);
  }
  return largest;
}

/** z-test of shares; with more than two categories the largest, corrected for their number. The effect is the largest difference of a share. */
export const zTest: DriftMethod = {
  name: "z",
  kinds: ["categorical"],
  effectMeasure: "largest_difference",
  calibration: ["permutation", "limit"],
  compare(pair, random) {
    const p = (z: number, a: ArrayLike<number>): number => Math.min(1, 2 * normalSurvival(z) * (a.length === 2 ? 1 : a.length));
    const { value, pValue, reference, current } = compareCells(pair, random, largestZ, p);
    return { statistic: value, pValue, effect: largestDifference(reference, current) };
  },
};
