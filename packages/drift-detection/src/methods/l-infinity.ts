import { normalSurvival } from "@mlops/core/stats";
import { compareCells, total } from "./contingency.ts";
import type { DriftMethod } from "./method.ts";

/** Largest difference of a cell's share, max |pⱼ − qⱼ|. @example largestDifference([1, 1], [2, 0]) // => 0.5 */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const n = total(a);
  const m = total(b);
  let largest = 0;
  for (let j = 0; j < a.length; j++) largest = Math.max(largest, Math.abs((a[j] as number) / n - (b[j] as number) / m));
  return largest;
}

/** The chance that any cell differs as much, at most: the sum over the cells; both of two cells are one. */
function anyCell(distance: number, a: ArrayLike<number>, b: ArrayLike<number>): number {
  const n = total(a);
  const m = total(b);
  let p = 0;
  for (let j = 0; j < a.length; j++) {
    const share = ((a[j] as number) + (b[j] as number)) / (n + m);
    const deviation = Math.sqrt(share * (1 - share) * (1 / n + 1 / m));
    p += 2 * normalSurvival(distance / deviation);
  }
  return Math.min(1, a.length === 2 ? p / 2 : p);
}

/** Largest difference of a share. */
export const lInfinity: DriftMethod = {
  name: "l_infinity",
  kinds: ["numeric", "categorical"],
  effectMeasure: "largest_difference",
  calibration: ["permutation", "limit"],
  compare(pair, random) {
    const { value, pValue } = compareCells(pair, random, largestDifference, anyCell);
    return { statistic: value, pValue, effect: value };
  },
};
