import { chiSquaredLimit, compareCells, total } from "./contingency.ts";
import type { DriftMethod } from "./method.ts";

/**
 * Kullback–Leibler divergence Σ qⱼ ln(qⱼ/pⱼ) of the current row of counts (q) from the reference (p), in nats. Where a cell is empty on one side, half a row is added to
 * every cell.
 * @example kullbackLeibler([5, 5], [5, 5]) // => 0
 */
export function kullbackLeibler(reference: ArrayLike<number>, current: ArrayLike<number>): number {
  let add = 0;
  for (let j = 0; j < reference.length; j++) if (reference[j] === 0 || current[j] === 0) add = 0.5;
  const n = total(reference) + add * reference.length;
  const m = total(current) + add * reference.length;
  let sum = 0;
  for (let j = 0; j < reference.length; j++) {
    const p = ((reference[j] as number) + add) / n;
    const q = ((current[j] as number) + add) / m;
    if (q > 0) sum += q * Math.log(q / p);
  }
  return Math.max(0, sum);
}

/** Kullback–Leibler divergence; 2·KL·nm/(n + m) is χ² with k − 1 degrees of freedom without drift. The effect √(1 − e^−KL) bounds the total variation (Bretagnolle–Huber). */
export const kullbackLeiblerMethod: DriftMethod = {
  name: "kl",
  kinds: ["numeric", "categorical"],
  effectMeasure: "bretagnolle_huber",
  calibration: ["permutation", "limit"],
  compare(pair, random) {
    const { value, pValue } = compareCells(
      pair,
      random,
      kullbackLeibler,
      chiSquaredLimit((kl, n, m) => (2 * kl * n * m) / (n + m)),
    );
    return { statistic: value, pValue, effect: Math.sqrt(-Math.expm1(-value)) };
  },
};
