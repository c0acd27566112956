import { normalQuantile } from "../stats/distributions.ts";
import { type Metric, undefinedMetric } from "./metric.ts";
import type { ScoredRows } from "./scored-rows.ts";

/** What is called positive from one distinct score on. */
interface Step {
  /** The rows with that very score: `order[from]` up to `order[to − 1]`. */
  readonly from: number;
  readonly to: number;
  readonly here: number;
  readonly hits: number;
  readonly called: number;
}

/**
 * Average precision `Σ (Rₖ − Rₖ₋₁)·Pₖ` over descending distinct scores. Its interval is made on the log-odds scale (Boyd, Eng & Page 2013): that of a share with
 * as many trials as there are positive rows, or, with weights, by the linearised variance.
 */
export function averagePrecisionOf(rows: ScoredRows, level: number): Metric {
  if (!(rows.positiveWeight > 0)) return undefinedMetric(rows.n, "logit", rows.n === 0 ? "there are no rows" : "no row is positive");
  const steps = stepsOf(rows);
  let value = 0;
  for (const { here, hits, called } of steps) if (here > 0) value += (here / rows.positiveWeight) * (hits / called);
  const base = { value: Math.min(1, value), n: rows.n, method: "logit" } as const;
  if (!(value < 1))
    return { ...base, interval: null, reason: "no negative row is called before a positive one: the variance cannot be estimated" };
  const logOdds = Math.log(value / (1 - value));
  const spread = value * (1 - value);
  const error =
    rows.weights === null ? 1 / Math.sqrt(rows.positives * spread) : Math.sqrt(varianceOf(rows, rows.weights, steps, value)) / spread;
  const half = normalQuantile(0.5 + level / 2) * error;
  return { ...base, interval: [1 / (1 + Math.exp(half - logOdds)), 1 / (1 + Math.exp(-half - logOdds))] };
}

function stepsOf({ order, scores, positive, weights }: ScoredRows): Step[] {
  const steps: Step[] = [];
  let hits = 0;
  let called = 0;
  for (let to = order.length; to > 0; ) {
    const score = scores[order[to - 1] as number];
    let from = to;
    let here = 0;
    for (; from > 0 && scores[order[from - 1] as number] === score; from--) {
      const row = order[from - 1] as number;
      const w = weights === null ? 1 : (weights[row] as number);
      called += w;
      if (positive[row] === 1) here += w;
    }
    hits += here;
    steps.push({ from, to, here, hits, called });
    to = from;
  }
  return steps;
}

/**
 * `Σ (w · ∂AP/∂w)²`. One more positive of score s adds its own precision beyond the mean, and raises the precision of every score up to s; one more negative
 * lowers it.
 */
function varianceOf({ order, positive, positiveWeight }: ScoredRows, weights: Float64Array, steps: readonly Step[], value: number): number {
  let raised = 0;
  let lowered = 0;
  let variance = 0;
  for (const { from, to, here, hits, called } of [...steps].reverse()) {
    if (here > 0) {
      raised += (here / positiveWeight) * ((called - hits) / called / called);
      lowered += (here / positiveWeight) * (hits / called / called);
    }
    const ofPositive = called > 0 ? (hits / called - value) / positiveWeight + raised : 0;
    for (let at = from; at < to; at++) {
      const row = order[at] as number;
      variance += ((weights[row] as number) * (positive[row] === 1 ? ofPositive : lowered)) ** 2;
    }
  }
  return variance;
}
