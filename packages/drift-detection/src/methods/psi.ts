import { chiSquaredLimit, compareCells, total } from "./contingency.ts";
import type { DriftMethod } from "./method.ts";

/**
 * Population stability index Σ (pⱼ − qⱼ) ln(pⱼ/qⱼ) of two rows of counts. Where a cell is empty on one side, half a row is added to every cell.
 * @example populationStability([5, 5], [5, 5]) // => 0
 */
export function populationStability(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let add = 0;
  for (let j = 0; j < a.length; j++) if (a[j] === 0 || b[j] === 0) add = 0.5;
  const n = total(a) + add * a.length;
  const m = total(b) + add * a.length;
  let sum = 0;
  for (let j = 0; j < a.length; j++) {
    const p = ((a[j] as number) + add) / n;
    const q = ((b[j] as number) + add) / m;
    sum += (p - q) * Math.log(p / q);
  }
  return sum;
}

/** Population stability index, at most 1 as effect; PSI·nm/(n + m) is χ² with k − 1 degrees of freedom without drift. */
export const psi: DriftMethod = {
  name: "psi",
  kinds: ["numeric", "categorical"],
  effectMeasure: "psi",
  calibration: ["permutation", "limit"],
  compare(pair, random) {
    const { value, pValue } = compareCells(
      pair,
      random,
      populationStability,
      chiSquaredLimit((index, n, m) => (index * n * m) / (n + m)),
    );
    return { statistic: value, pValue, effect: Math.min(1, Math.max(0, value)) };
  },
};
