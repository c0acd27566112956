import { chiSquaredLimit, compareCells, total } from "./contingency.ts";
import type { DriftMethod } from "./method.ts";

/** Hellinger distance √(½ Σ (√pⱼ − √qⱼ)²) of two rows of counts, in [0, 1]. @example hellingerDistance([1, 0], [0, 1]) // => 1 */
export function hellingerDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const n = total(a);
  const m = total(b);
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += (Math.sqrt((a[j] as number) / n) - Math.sqrt((b[j] as number) / m)) ** 2;
  return Math.min(1, Math.sqrt(sum / 2));
}

/** Hellinger distance; 8·H²·nm/(n + m) is χ² with k − 1 degrees of freedom without drift. */
export const hellinger: DriftMethod = {
  name: "hellinger",
  kinds: ["numeric", "categorical"],
  effectMeasure: "hellinger_distance",
  calibration: ["permutation", "limit"],
  compare(pair, random) {
    const { value, pValue } = compareCells(
      pair,
      random,
      hellingerDistance,
      chiSquaredLimit((h, n, m) => (8 * h * h * n * m) / (n + m)),
    );
    return { statistic: value, pValue, effect: value };
  },
};
