import { argsort } from "@mlops/core/stats";
import type { ThresholdConfig } from "@mlops/models";

/** Rows of two classes with the score of the positive one. */
export interface ScoredLabels {
  readonly labels: Int32Array;
  readonly scores: Float64Array;
  /** One per row; 1 each where absent. */
  readonly weights?: Float64Array | undefined;
}

export interface ChosenThreshold {
  readonly method: ThresholdConfig["method"];
  /** A row is called positive where its probability is at least this. */
  readonly value: number;
  /** F-beta, or cost per row, at the threshold on the rows it was chosen on; null where it was given. */
  readonly score: number | null;
  readonly rows: number;
}

interface Counts {
  readonly tp: number;
  readonly fp: number;
  readonly fn: number;
  readonly tn: number;
}

/**
 * The threshold with the least cost or the largest F-beta on the given rows, among the middles between neighbouring scores; of equal ones the
 * highest. O(n log n).
 * @example
 * const rows = { labels: Int32Array.of(0, 0, 1, 1), scores: Float64Array.of(0.1, 0.3, 0.5, 0.9) };
 * chooseThreshold({ method: "f_beta", beta: 1, falsePositive: 1, falseNegative: 1, truePositive: 0, trueNegative: 0 }, rows).value // => 0.4
 */
export function chooseThreshold(config: ThresholdConfig, { labels, scores, weights }: ScoredLabels): ChosenThreshold {
  const { method } = config;
  const rows = labels.length;
  if (method === "fixed") return { method, value: config.value as number, score: null, rows };
  const goodness = method === "cost" ? (counts: Counts) => -costPerRow(config, counts) : (counts: Counts) => fBeta(config.beta, counts);
  const order = argsort(scores);
  const weightOf = (row: number): number => (weights === undefined ? 1 : (weights[row] as number));
  const positives = labels.reduce((sum, label, row) => sum + label * weightOf(row), 0);
  const negatives = labels.reduce((sum, label, row) => sum + (1 - label) * weightOf(row), 0);
  const highest = scores[order.at(-1) as number] as number;
  let tp = 0;
  let fp = 0;
  let best = { value: highest < 1 ? (highest + 1) / 2 : 1 + Number.EPSILON, score: Number.NEGATIVE_INFINITY };
  const consider = (value: number) => {
    const score = goodness({ tp, fp, fn: positives - tp, tn: negatives - fp });
    if (score > best.score) best = { value, score };
  };
  consider(best.value);
  for (let at = rows - 1; at >= 0; at--) {
    const row = order[at] as number;
    if (labels[row] === 1) tp += weightOf(row);
    else fp += weightOf(row);
    const score = scores[row] as number;
    const next = at === 0 ? Number.NEGATIVE_INFINITY : (scores[order[at - 1] as number] as number);
    if (next === score) continue; // rows of one score are called alike
    const middle = (score + next) / 2;
    consider(at === 0 ? 0 : middle > next ? middle : score);
  }
  return { method, value: best.value, score: method === "cost" ? -best.score + 0 : best.score, rows };
}

/** The mean cost of a row. */
export function costPerRow(config: ThresholdConfig, { tp, fp, fn, tn }: Counts): number {
  const cost = tp * config.truePositive + fp * config.falsePositive + fn * config.falseNegative + tn * config.trueNegative;
  return cost / (tp + fp + fn + tn);
}

function fBeta(beta: number, { tp, fp, fn }: Counts): number {
  const square = beta * beta;
  const both = (1 + square) * tp + square * fn + fp;
  return both === 0 ? 0 : ((1 + square) * tp) / both;
}
