import { total } from "./contingency.ts";
import type { DriftMethod } from "./method.ts";
import { judgedBy } from "./total-variation.ts";

/**
 * Log-likelihood ratio G = 2 Σ observed·ln(observed/expected) of two rows of counts, both of them samples.
 * @see scipy.stats.chi2_contingency(lambda_="log-likelihood", correction=False)
 * @example gStatistic([5, 5], [5, 5]) // => 0
 */
export function gStatistic(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const n = total(a);
  const m = total(b);
  let sum = 0;
  for (let j = 0; j < a.length; j++) {
    const [x, y] = [a[j] as number, b[j] as number];
    const share = (x + y) / (n + m);
    if (x > 0) sum += x * Math.log(x / (n * share));
    if (y > 0) sum += y * Math.log(y / (m * share));
  }
  return Math.max(0, 2 * sum);
}

/** Two-sample G-test; the effect is the total variation. */
export const gTest: DriftMethod = judgedBy("g_test", ["categorical"], gStatistic);
