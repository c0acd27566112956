import { normalQuantile } from "../stats/distributions.ts";
import { type Metric, undefinedMetric } from "./metric.ts";
import type { ScoredRows } from "./scored-rows.ts";

/**
 * Average precision `Σ (Rₖ − Rₖ₋₁)·Pₖ` over descending distinct scores. Its interval is that of a share with as many trials as there are
 * positive rows, made on the log-odds scale (Boyd, Eng & Page 2013).
 */
export function averagePrecisionOf(rows: ScoredRows, level: number): Metric {
  if (!(rows.positiveWeight > 0)) return undefinedMetric(rows.n, "logit", rows.n === 0 ? "there are no rows" : "no row is positive");
  const { order, scores, positive, weights } = rows;
  let value = 0;
  let hits = 0;
  let called = 0;
  for (let end = order.length; end > 0; ) {
    const score = scores[order[end - 1] as number];
    let here = 0;
    for (; end > 0 && scores[order[end - 1] as number] === score; end--) {
      const row = order[end - 1] as number;
      const w = weights === null ? 1 : (weights[row] as number);
      called += w;
      if (positive[row] === 1) here += w;
    }
    hits += here;
    if (here > 0) value += (here / rows.positiveWeight) * (hits / called);
  }
  const base = { value: Math.min(1, value), n: rows.n, method: "logit" } as const;
  if (!(value < 1))
    return { ...base, interval: null, reason: "no negative row is called before a positive one: the variance cannot be estimated" };
  const logOdds = Math.log(value / (1 - value));
  const half = normalQuantile(0.5 + level / 2) / Math.sqrt(rows.positives * value * (1 - value));
  return { ...base, interval: [1 / (1 + Math.exp(half - logOdds)), 1 / (1 + Math.exp(-half - logOdds))] };
}
