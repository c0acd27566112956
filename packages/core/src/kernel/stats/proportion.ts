import { normalQuantile } from "./distributions.ts";

/**
 * Wilson's score interval of a proportion; null for n = 0. `successes` and `n` may be sums of weights.
 * @param level - confidence, default 0.95
 * @see Wilson (1927). Equal to statsmodels.stats.proportion.proportion_confint(method="wilson") to 1e-12.
 * @example wilsonInterval(0, 0) // => null
 */
export function wilsonInterval(successes: number, n: number, level = 0.95): [number, number] | null {
  if (!(n > 0)) return null;
  const z = normalQuantile(0.5 + level / 2);
  const p = successes / n;
  const scale = 1 + (z * z) / n;
  const centre = (p + (z * z) / (2 * n)) / scale;
  const half = (z / scale) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  return [p === 0 ? 0 : Math.max(0, centre - half), p === 1 ? 1 : Math.min(1, centre + half)];
}
