import { chiSquaredLimit, compareCells, total } from "./contingency.ts";
import type { DriftMethod } from "./method.ts";

/**
 * Pearson's χ² of two rows of counts, both of them samples: Σ (aⱼm − bⱼn)² / (nm(aⱼ + bⱼ)). Cells empty in both are left out.
 * @see scipy.stats.chi2_contingency(correction=False)
 * @example chiSquaredStatistic([10, 0], [0, 10]) // => 20
 */
export function chiSquaredStatistic(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const n = total(a);
  const m = total(b);
  let sum = 0;
  for (let j = 0; j < a.length; j++) {
    const both = (a[j] as number) + (b[j] as number);
    if (both > 0) sum += ((a[j] as number) * m - (b[j] as number) * n) ** 2 / both;
  }
  return sum / (n * m);
}

/** Two-sample χ² test; the effect is Cramér's V. */
export const chiSquared: DriftMethod = {
  name: "chi_squared",
  kinds: ["numeric", "categorical"],
  effectMeasure: "cramers_v",
  calibration: ["permutation", "limit"],
  compare(pair, random) {
    const { value, pValue, reference, current } = compareCells(
      pair,
      random,
      chiSquaredStatistic,
      chiSquaredLimit((chi) => chi),
    );
    return { statistic: value, pValue, effect: Math.min(1, Math.sqrt(value / (total(reference) + total(current)))) };
  },
};
