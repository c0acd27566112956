import { chiSquaredLimit, compareCells, total } from "./contingency.ts";
import type { DriftMethod } from "./method.ts";

/** Jensen–Shannon divergence of two rows of counts, in nats: 0 to ln 2. @example jensenShannonDivergence([1, 0], [0, 1]) === Math.LN2 // => true */
export function jensenShannonDivergence(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const n = total(a);
  const m = total(b);
  let sum = 0;
  for (let j = 0; j < a.length; j++) {
    const p = (a[j] as number) / n;
    const q = (b[j] as number) / m;
    if (p > 0) sum += p * Math.log((2 * p) / (p + q));
    if (q > 0) sum += q * Math.log((2 * q) / (p + q));
  }
  return Math.max(0, sum / 2);
}

/** Jensen–Shannon distance √(JS / ln 2) as effect; 8·JS·nm/(n + m) is χ² with k − 1 degrees of freedom without drift. */
export const jensenShannon: DriftMethod = {
  name: "jensen_shannon",
  kinds: ["numeric", "categorical"],
  effectMeasure: "jensen_shannon_distance",
  calibration: ["permutation", "limit"],
  compare(pair, random) {
    const { value, pValue } = compareCells(
      pair,
      random,
      jensenShannonDivergence,
      chiSquaredLimit((js, n, m) => (8 * js * n * m) / (n + m)),
    );
    return { statistic: value, pValue, effect: Math.min(1, Math.sqrt(value / Math.LN2)) };
  },
};
