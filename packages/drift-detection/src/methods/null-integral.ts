import type { Random } from "@mlops/core/stats";
import type { NumberPair } from "../kernel/number-pair.ts";

/** Pooled values up to which samples are drawn anew; beyond, Brownian bridges stand for them. */
const SHUFFLED_UP_TO = 2000;
const GROUPS = 400;

/**
 * Draws of `∫ weigh(F₁ − F₂) dx` without drift, in the pair's unit: between random parts of the pooled sample, beyond 2,000 values between Brownian bridges
 * over its quantiles.
 */
export function nullIntegral(pair: NumberPair, weigh: (gap: number) => number, random: Random): () => number {
  const { unit } = pair;
  const [n, m] = pair.n <= pair.m ? [pair.n, pair.m] : [pair.m, pair.n];
  if (n + m <= SHUFFLED_UP_TO) {
    const pooled = new Float64Array(n + m);
    pooled.set(pair.sorted[0]);
    pooled.set(pair.sorted[1], pair.n);
    pooled.sort();
    const first = Uint8Array.from(pooled, (_, i) => (i < n ? 1 : 0));
    const gaps = Float64Array.from({ length: n + m - 1 }, (_, i) => (pooled[i + 1] as number) / unit - (pooled[i] as number) / unit);
    return () => {
      random.shuffle(first);
      let taken = 0;
      let sum = 0;
      for (let i = 0; i < gaps.length; i++) {
        taken += first[i] as number;
        sum += weigh(taken / n - (i + 1 - taken) / m) * (gaps[i] as number);
      }
      return sum;
    };
  }
  return bridgeIntegral(pair.pooledQuantiles(GROUPS), [n, m], unit, weigh, random);
}

/** The same between Brownian bridges over equidistant pooled quantiles, for any samples of these sizes. */
export function bridgeIntegral(
  quantiles: ArrayLike<number>,
  [n, m]: readonly [number, number],
  unit: number,
  weigh: (gap: number) => number,
  random: Random,
): () => number {
  const groups = quantiles.length - 1;
  const gaps = Float64Array.from({ length: groups }, (_, i) => (quantiles[i + 1] as number) / unit - (quantiles[i] as number) / unit);
  const walk = new Float64Array(groups + 1);
  const scale = Math.sqrt((1 / n + 1 / m) / groups);
  return () => {
    for (let i = 1; i <= groups; i++) walk[i] = (walk[i - 1] as number) + random.normal() * scale;
    const end = walk[groups] as number;
    let sum = 0;
    let here = 0;
    for (let i = 0; i < groups; i++) {
      const next = weigh((walk[i + 1] as number) - ((i + 1) / groups) * end);
      sum += ((here + next) / 2) * (gaps[i] as number);
      here = next;
    }
    return sum;
  };
}
