import { wilsonInterval } from "../stats/proportion.ts";
import { effectiveRows } from "./effective-rows.ts";
import { type Metric, undefinedMetric } from "./metric.ts";
import { type BinaryLabels, type ScoredRows, scoredRows } from "./scored-rows.ts";

/** Rows (or their weights) by what they are and what they were called. */
export interface ConfusionCounts {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly trueNegatives: number;
  readonly falseNegatives: number;
}

interface Cell {
  weight: number;
  squares: number;
}

export interface ConfusionCells {
  readonly tp: Cell;
  readonly fp: Cell;
  readonly tn: Cell;
  readonly fn: Cell;
}

/** A row is called positive where its score is at least the threshold. */
export function confusionCells(rows: ScoredRows, threshold: number): ConfusionCells {
  const cells = { tp: cell(), fp: cell(), tn: cell(), fn: cell() };
  for (let row = 0; row < rows.n; row++) {
    const w = rows.weights === null ? 1 : (rows.weights[row] as number);
    const called = (rows.scores[row] as number) >= threshold;
    const target = rows.positive[row] === 1 ? (called ? cells.tp : cells.fn) : called ? cells.fp : cells.tn;
    target.weight += w;
    target.squares += w * w;
  }
  return cells;
}

function cell(): Cell {
  return { weight: 0, squares: 0 };
}

/**
 * Confusion counts at a threshold (default 0.5; called positive from it on), sums of weights where weights are given.
 * @example confusionCounts(Uint8Array.of(1, 0), Float64Array.of(0.5, 0.7)).falsePositives // => 1
 */
export function confusionCounts(
  labels: BinaryLabels,
  scores: Float64Array,
  options: { readonly threshold?: number; readonly sampleWeight?: Float64Array } = {},
): ConfusionCounts {
  const { tp, fp, tn, fn } = confusionCells(scoredRows(labels, scores, options.sampleWeight), options.threshold ?? 0.5);
  return { truePositives: tp.weight, falsePositives: fp.weight, trueNegatives: tn.weight, falseNegatives: fn.weight };
}

/** The share of `hits` among `hits` and `others`, with Wilson's interval on the effective number of rows. */
export function shareMetric(n: number, level: number, hits: readonly Cell[], others: readonly Cell[], empty: string): Metric {
  const k = sum(hits, "weight");
  const rest = sum(others, "weight");
  const total = k + rest;
  if (!(total > 0)) return undefinedMetric(n, "wilson", n === 0 ? "there are no rows" : empty);
  const effective = effectiveRows(k, sum(hits, "squares"), rest, sum(others, "squares"));
  const value = k / total;
  return { value, n, interval: wilsonInterval(value * effective, effective, level), method: "wilson" };
}

function sum(cells: readonly Cell[], field: keyof Cell): number {
  return cells.reduce((total, one) => total + one[field], 0);
}

/** Accuracy, precision, recall, specificity and F1 of one confusion table. */
export function thresholdMetrics(
  n: number,
  level: number,
  { tp, fp, tn, fn }: ConfusionCells,
): Record<"accuracy" | "precision" | "recall" | "specificity" | "f1", Metric> {
  const overlap = shareMetric(n, level, [tp], [fp, fn], "no row is positive or called positive");
  return {
    accuracy: shareMetric(n, level, [tp, tn], [fp, fn], "all weights are 0"),
    precision: shareMetric(n, level, [tp], [fp], "no row was called positive"),
    recall: shareMetric(n, level, [tp], [fn], "no row is positive"),
    specificity: shareMetric(n, level, [tn], [fp], "no row is negative"),
    f1:
      overlap.value === null
        ? overlap
        : {
            ...overlap,
            value: fromOverlap(overlap.value),
            interval: overlap.interval && [fromOverlap(overlap.interval[0]), fromOverlap(overlap.interval[1])],
          },
  };
}

/** F1 = 2J/(1 + J) with J = tp/(tp + fp + fn), a proportion: its interval carries over. */
function fromOverlap(share: number): number {
  return (2 * share) / (1 + share);
}
