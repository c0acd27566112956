import { binaryMetrics } from "@mlops/core/metrics";
import { type Random, ranksOf } from "@mlops/core/stats";
import type { EstimatedMetric } from "./expected-metrics.ts";

/** Rows with known labels, as codes 0 and 1. */
export interface LabelledRows {
  readonly positive: Uint8Array;
  readonly called: Uint8Array;
  readonly scores: Float64Array;
}

const RESAMPLES = 100;
const MOST_RESAMPLED = 50_000;

/**
 * The standard error of a metric on n rows like the reference's is this, over √n: the standard deviation of what each row adds, over the root of the share of
 * rows that add to it; of average precision by a seeded bootstrap of half the reference. Null where no row adds.
 * @see NannyML's sampling_error.binary_classification, with tied scores at their mean rank
 */
export function unitSamplingError(metric: EstimatedMetric, rows: LabelledRows, random: Random): number | null {
  const n = rows.positive.length;
  if (metric === "auc") return ofAuc(rows);
  if (metric === "average_precision") return ofAveragePrecision(rows, random);
  let [tp, fp, tn, fn] = [0, 0, 0, 0];
  for (let row = 0; row < n; row++) {
    if (rows.called[row] === 1) rows.positive[row] === 1 ? tp++ : fp++;
    else rows.positive[row] === 1 ? fn++ : tn++;
  }
  const ofShare = (hits: number, all: number): number | null =>
    all > 0 ? Math.sqrt((hits / all) * (1 - hits / all)) / Math.sqrt(all / n) : null;
  switch (metric) {
    case "accuracy":
      return ofShare(tp + tn, n);
    case "precision":
      return ofShare(tp, tp + fp);
    case "recall":
      return ofShare(tp, tp + fn);
    case "specificity":
      return ofShare(tn, tn + fp);
    case "f1": {
      const error = ofShare(tp, tp + fp + fn);
      return error && (error * (tp + fp + fn)) / (tp + (fp + fn) / 2);
    }
  }
}

/** Of the rarer class: the share of the other class that each of its rows is ranked on the right side of. */
function ofAuc({ positive, scores }: LabelledRows): number | null {
  const n = positive.length;
  const positives = positive.reduce((sum, one) => sum + one, 0);
  if (positives === 0 || positives === n) return null;
  const rare = positives / n > 0.5 ? 0 : 1;
  const many = rare === 1 ? positives : n - positives;
  const within = Float64Array.from(scores).filter((_, row) => positive[row] === rare);
  const all = ranksOf(rare === 1 ? scores : scores.map((score) => -score)).ranks;
  const own = ranksOf(rare === 1 ? within : within.map((score) => -score)).ranks;
  let [sum, squares, at] = [0, 0, 0];
  for (let row = 0; row < n; row++) {
    if (positive[row] !== rare) continue;
    const placement = ((all[row] as number) - (own[at] as number)) / (n - many);
    at++;
    sum += placement;
    squares += placement * placement;
  }
  const variance = Math.max(0, squares / many - (sum / many) ** 2);
  return Math.sqrt(variance / (many / n));
}

function ofAveragePrecision({ positive, scores }: LabelledRows, random: Random): number | null {
  const n = positive.length;
  const size = Math.min(n >> 1, MOST_RESAMPLED);
  const labels = new Uint8Array(size);
  const drawn = new Float64Array(size);
  const found: number[] = [];
  for (let resample = 0; resample < RESAMPLES; resample++) {
    for (let i = 0; i < size; i++) {
      const row = random.int(n);
      labels[i] = positive[row] as number;
      drawn[i] = scores[row] as number;
    }
    const { value } = binaryMetrics({ labels, scores: drawn }).average_precision;
    if (value !== null) found.push(value);
  }
  if (found.length < 2) return null;
  const mean = found.reduce((sum, value) => sum + value, 0) / found.length;
  const variance = found.reduce((sum, value) => sum + (value - mean) ** 2, 0) / found.length;
  return Math.sqrt(variance * size);
}
