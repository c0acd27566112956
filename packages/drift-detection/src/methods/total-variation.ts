import { chiSquaredStatistic } from "./chi-squared.ts";
import { chiSquaredLimit, compareCells, total } from "./contingency.ts";
import type { DriftMethod } from "./method.ts";

/** Total variation distance ½ Σ |pⱼ − qⱼ| of two rows of counts. @example totalVariationDistance([1, 1], [2, 0]) // => 0.5 */
export function totalVariationDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const n = total(a);
  const m = total(b);
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += Math.abs((a[j] as number) / n - (b[j] as number) / m);
  return Math.min(1, sum / 2);
}

/** Total variation distance, with the p-value of the two-sample χ² test. */
export const totalVariation: DriftMethod = {
  name: "total_variation",
  kinds: ["numeric", "categorical"],
  effectMeasure: "total_variation",
  calibration: ["permutation", "limit"],
  compare(pair, random) {
    const { pValue, reference, current } = compareCells(
      pair,
      random,
      chiSquaredStatistic,
      chiSquaredLimit((chi) => chi),
    );
    const distance = totalVariationDistance(reference, current);
    return { statistic: distance, pValue, effect: distance };
  },
};

/** A method that judges by a statistic with the limit of χ², and takes the total variation as its effect. */
export function judgedBy(
  name: DriftMethod["name"],
  kinds: DriftMethod["kinds"],
  statistic: (a: ArrayLike<number>, b: ArrayLike<number>) => number,
): DriftMethod {
  return {
    name,
    kinds,
    effectMeasure: "total_variation",
    calibration: ["permutation", "limit"],
    compare(pair, random) {
      const { value, pValue, reference, current } = compareCells(
        pair,
        random,
        statistic,
        chiSquaredLimit((chi) => chi),
      );
      return { statistic: value, pValue, effect: totalVariationDistance(reference, current) };
    },
  };
}

/** What categories are compared with by default: the χ² test, with the total variation as its effect. */
export const chiSquaredByDefault: DriftMethod = judgedBy("chi_squared", ["numeric", "categorical"], chiSquaredStatistic);
