import { normalQuantile, normalSurvival } from "../stats/distributions.ts";
import { checkLevel } from "./evaluated-rows.ts";
import { around, type Metric, type MetricOptions, undefinedMetric } from "./metric.ts";
import { type BinaryLabels, type ScoredRows, scoredRows } from "./scored-rows.ts";

/** The area and each row's placement: the share of the other class that its score ranks it on the right side of, ties half. */
export interface Placements {
  readonly auc: number;
  readonly values: Float64Array;
}

/** Exact by ranks, O(n) on sorted rows; both classes must be present. */
export function placements(rows: ScoredRows): Placements {
  const { order, scores, positive, weights, positiveWeight, negativeWeight } = rows;
  const values = new Float64Array(rows.n);
  let area = 0;
  let negativesBelow = 0;
  let positivesBelow = 0;
  for (let start = 0; start < order.length; ) {
    const score = scores[order[start] as number];
    let end = start;
    let positivesHere = 0;
    let negativesHere = 0;
    for (; end < order.length && scores[order[end] as number] === score; end++) {
      const row = order[end] as number;
      const w = weights === null ? 1 : (weights[row] as number);
      if (positive[row] === 1) positivesHere += w;
      else negativesHere += w;
    }
    const ofPositive = negativesBelow + negativesHere / 2;
    const ofNegative = positiveWeight - positivesBelow - positivesHere / 2;
    for (let i = start; i < end; i++) {
      const row = order[i] as number;
      values[row] = positive[row] === 1 ? ofPositive / negativeWeight : ofNegative / positiveWeight;
    }
    area += positivesHere * ofPositive;
    negativesBelow += negativesHere;
    positivesBelow += positivesHere;
    start = end;
  }
  return { auc: area / positiveWeight / negativeWeight, values };
}

/** DeLong's variance of a mean of placements that centres on `centre`; null where a class has one row only. */
export function placementVariance(rows: ScoredRows, values: Float64Array, centre: number): number | null {
  const sums = [0, 0];
  const squares = [0, 0];
  for (let i = 0; i < rows.n; i++) {
    const side = rows.positive[i] as number;
    const w = rows.weights === null ? 1 : (rows.weights[i] as number);
    const d = w * ((values[i] as number) - centre);
    sums[side] = (sums[side] as number) + d * d;
    squares[side] = (squares[side] as number) + w * w;
  }
  let variance = 0;
  for (const [side, total] of [rows.negativeWeight, rows.positiveWeight].entries()) {
    const effective = (total * total) / (squares[side] as number);
    if (!(effective > 1)) return null;
    variance += (((sums[side] as number) / total / total) * effective) / (effective - 1);
  }
  return variance;
}

/** The area under the ROC curve of prepared rows. */
export function aucOf(rows: ScoredRows, level: number): Metric {
  const missing = missingClass(rows);
  if (missing !== undefined) return undefinedMetric(rows.n, "delong", missing);
  const { auc, values } = placements(rows);
  const variance = placementVariance(rows, values, auc);
  const base = { value: auc, n: rows.n, method: "delong" } as const;
  if (variance === null) return { ...base, interval: null, reason: "a class has one row only" };
  if (variance === 0) return { ...base, interval: null, reason: "no score is on the wrong side: the variance cannot be estimated" };
  return { ...base, interval: around(auc, normalQuantile(0.5 + level / 2) * Math.sqrt(variance), 0, 1) };
}

export function missingClass(rows: ScoredRows): string | undefined {
  if (rows.n === 0) return "there are no rows";
  if (!(rows.positiveWeight > 0)) return "no row is positive";
  return rows.negativeWeight > 0 ? undefined : "no row is negative";
}

/**
 * Area under the ROC curve: the probability that a positive row scores above a negative one, ties half; exact by ranks, O(n).
 * Its interval is DeLong's. Rows with label −1 are left out.
 * @throws DataError `COLUMN_LENGTH`, or `VALUE_INVALID` for a score that is not finite
 * @see DeLong, DeLong & Clarke-Pearson (1988). Equal to sklearn.metrics.roc_auc_score to 1e-12.
 * @example auc(Uint8Array.of(0, 1, 0, 1), Float64Array.of(0.1, 0.4, 0.35, 0.8)).value // => 1
 */
export function auc(labels: BinaryLabels, scores: Float64Array, options: MetricOptions = {}): Metric {
  return aucOf(scoredRows(labels, scores, options.sampleWeight), checkLevel(options.level));
}

/** The difference of one metric between two models on the same rows. */
export interface Difference {
  /** First minus second; null where the metric is undefined for either. */
  readonly value: number | null;
  readonly n: number;
  readonly interval: readonly [number, number] | null;
  /** Two-sided, against no difference. */
  readonly pValue: number | null;
  readonly method: "delong" | "bootstrap";
  readonly reason?: string;
}

/**
 * The areas' difference A − B of two scores of the same rows, with the paired DeLong interval and two-sided p-value.
 * Identical rankings differ by 0 with the interval [0, 0] and p = 1.
 * @see DeLong, DeLong & Clarke-Pearson (1988)
 * @example aucDifference(Uint8Array.of(0, 1), Float64Array.of(0, 1), Float64Array.of(1, 0)).value // => 1
 */
export function aucDifference(labels: BinaryLabels, scoresA: Float64Array, scoresB: Float64Array, options: MetricOptions = {}): Difference {
  const level = checkLevel(options.level);
  const a = scoredRows(labels, scoresA, options.sampleWeight);
  const b = scoredRows(labels, scoresB, options.sampleWeight);
  const base = { n: a.n, method: "delong" } as const;
  const missing = missingClass(a);
  if (missing !== undefined) return { ...base, value: null, interval: null, pValue: null, reason: missing };
  const placedA = placements(a);
  const placedB = placements(b);
  const value = placedA.auc - placedB.auc;
  const variance = placementVariance(
    a,
    placedA.values.map((placement, row) => placement - (placedB.values[row] as number)),
    value,
  );
  if (variance === null) return { ...base, value, interval: null, pValue: null, reason: "a class has one row only" };
  const error = Math.sqrt(variance);
  const pValue = error > 0 ? 2 * normalSurvival(Math.abs(value) / error) : value === 0 ? 1 : 0;
  return { ...base, value, interval: around(value, normalQuantile(0.5 + level / 2) * error, -1, 1), pValue };
}
