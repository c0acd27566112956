import { normalSurvival } from "@mlops/core/stats";
import type { NumberPair } from "../kernel/number-pair.ts";
import type { DriftMethod } from "./method.ts";
import { rankWalk } from "./rank-walk.ts";

/** Without ties the p-value is exact where one sample has at most 8 values and both together at most 2,000. */
const EXACT = { smaller: 8, together: 2000 };

/** P(U ≥ u) without ties: the share of partitions, by the recursion over the size of the smaller sample. */
function exactSurvival(u: number, n: number, m: number): number {
  const [k, l] = n < m ? [n, m] : [m, n];
  const most = k * l;
  // Coefficients of the Gaussian binomial Π (1 − q^(l+i))/(1 − q^i): each factor multiplied and divided in place.
  const counts = new Float64Array(most + 1);
  counts[0] = 1;
  for (let i = 1; i <= k; i++) {
    for (let j = most; j >= l + i; j--) counts[j] = (counts[j] as number) - (counts[j - l - i] as number);
    for (let j = i; j <= most; j++) counts[j] = (counts[j] as number) + (counts[j - i] as number);
  }
  // Symmetric: the smaller tail has the digits.
  const upper = Math.max(u, most - u);
  let tail = 0;
  let all = 0;
  for (let j = 0; j <= most; j++) all += counts[j] as number;
  for (let j = 0; j <= most - Math.ceil(upper); j++) tail += counts[j] as number;
  return tail / all;
}

/**
 * Two-sided Mann–Whitney U test of two ascending samples: U of the reference and its p-value, exact for few values without ties, else normal with corrections for ties and
 * continuity.
 * @see scipy.stats.mannwhitneyu
 * @example mannWhitney(Float64Array.of(1, 2), Float64Array.of(3, 4)).statistic // => 0
 */
export function mannWhitney(reference: Float64Array, current: Float64Array): { statistic: number; pValue: number } {
  const n = reference.length;
  const m = current.length;
  let u = 0;
  let tieTerm = 0;
  rankWalk(reference, current, (_below, at, belowCurrent, atCurrent) => {
    u += at * (belowCurrent + atCurrent / 2);
    const ties = at + atCurrent;
    tieTerm += ties ** 3 - ties;
  });
  const larger = Math.max(u, n * m - u);
  if (tieTerm === 0 && Math.min(n, m) <= EXACT.smaller && n + m <= EXACT.together)
    return { statistic: u, pValue: Math.min(1, 2 * exactSurvival(larger, n, m)) };
  const total = n + m;
  const deviation = Math.sqrt(((n * m) / 12) * (total + 1 - tieTerm / (total * (total - 1))));
  if (!(deviation > 0)) return { statistic: u, pValue: 1 };
  return { statistic: u, pValue: Math.min(1, 2 * normalSurvival((larger - (n * m) / 2 - 0.5) / deviation)) };
}

/** Mann–Whitney; the effect is the rank-biserial correlation |2U/(nm) − 1|. */
export const mannWhitneyMethod: DriftMethod = {
  name: "mann_whitney",
  kinds: ["numeric"],
  effectMeasure: "rank_biserial",
  calibration: ["exact", "limit"],
  compare(pair) {
    const { n, m, sorted } = pair as NumberPair;
    if (n === 0 || m === 0) return { statistic: 0, pValue: 1, effect: 0 };
    const { statistic, pValue } = mannWhitney(...sorted);
    return { statistic, pValue, effect: Math.min(1, Math.abs((2 * statistic) / (n * m) - 1)) };
  },
};
