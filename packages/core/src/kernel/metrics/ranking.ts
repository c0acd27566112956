import { ConfigError } from "@mlops/models/errors";
import { argsort } from "../stats/argsort.ts";
import { averagePrecisionOf } from "./average-precision.ts";
import { checkFinite, checkLength, checkLevel, invalid } from "./evaluated-rows.ts";
import { meanMetric } from "./mean-metric.ts";
import { type Metric, undefinedMetric } from "./metric.ts";
import { scoredRows } from "./scored-rows.ts";

export interface RankingInput {
  /** How relevant a row is, from 0 on; above 0 is relevant. */
  readonly relevance: Float64Array;
  readonly scores: Float64Array;
  /** The query of each row, as any code; all rows are one query when absent. */
  readonly queries?: ArrayLike<number>;
}

export interface RankingOptions {
  /** Places that count. Default 10. */
  readonly k?: number;
  readonly level?: number;
}

export type RankingMetricName = "ndcg" | "precision_at_k" | "recall_at_k" | "mean_average_precision";

/**
 * How well scores rank the rows of each query, as means over the queries with Student's interval; `n` is the number of queries that count: those with a
 * relevant row. NDCG takes relevances as gains and log₂ discounts over the first k places; precision and recall are those of the first k places, average
 * precision of all. Tied scores count with the mean over all their orders (average precision: as one threshold).
 * @throws DataError `COLUMN_LENGTH`, or `VALUE_INVALID` for a score that is not finite or a relevance below 0; ConfigError `PARAMETER_INVALID`
 * @see sklearn.metrics.ndcg_score and average_precision_score, equal to 1e-12
 * @example rankingMetrics({ relevance: Float64Array.of(0, 1), scores: Float64Array.of(2, 1) }, { k: 1 }).precision_at_k.value // => 0
 */
export function rankingMetrics(
  { relevance, scores, queries }: RankingInput,
  options: RankingOptions = {},
): Record<RankingMetricName, Metric> {
  const level = checkLevel(options.level);
  const { k = 10 } = options;
  if (!(Number.isInteger(k) && k >= 1))
    throw new ConfigError({ code: "PARAMETER_INVALID", parameter: "k", detail: `${k} is not a whole number from 1 on` });
  checkLength("scores", scores.length, relevance.length);
  if (queries !== undefined) checkLength("queries", queries.length, relevance.length);
  checkFinite("scores", scores);
  for (let row = 0; row < relevance.length; row++) {
    const value = relevance[row] as number;
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) throw invalid("relevance", row, value, "a finite number from 0 on");
  }
  const perQuery = [...rowsOf(queries, relevance.length).values()].flatMap((rows) => {
    const gains = Float64Array.from(rows, (row) => relevance[row] as number);
    const given = Float64Array.from(rows, (row) => scores[row] as number);
    return gains.some((gain) => gain > 0) ? [ofQuery(gains, given, k)] : [];
  });
  const mean = (at: number): Metric => {
    if (perQuery.length === 0) return undefinedMetric(0, "student_t", relevance.length === 0 ? "there are no rows" : "no row is relevant");
    const found = meanMetric(
      Float64Array.from(perQuery, (query) => query[at] as number),
      null,
      level,
      1,
    );
    return perQuery.length === 1 ? { ...found, reason: "one query has no spread" } : found;
  };
  return { ndcg: mean(0), precision_at_k: mean(1), recall_at_k: mean(2), mean_average_precision: mean(3) };
}

function rowsOf(queries: ArrayLike<number> | undefined, n: number): Map<number, number[]> {
  const rows = new Map<number, number[]>();
  for (let row = 0; row < n; row++) {
    const query = queries === undefined ? 0 : (queries[row] as number);
    const known = rows.get(query);
    if (known === undefined) rows.set(query, [row]);
    else known.push(row);
  }
  return rows;
}

function ofQuery(gains: Float64Array, scores: Float64Array, k: number): readonly [number, number, number, number] {
  const labels = Uint8Array.from(gains, (gain) => (gain > 0 ? 1 : 0));
  const relevant = labels.reduce((sum, label) => sum + label, 0);
  const best = gained(gains, gains, k);
  const hits = gained(Float64Array.from(labels), scores, k, () => 1);
  const precision = averagePrecisionOf(scoredRows(labels, scores), 0.95).value as number;
  return [gained(gains, scores, k) / best, hits / k, hits / relevant, precision];
}

/** Σ gain · discount over the first k places by descending score; tied rows share the mean of their gains. */
function gained(gains: Float64Array, scores: Float64Array, k: number, discount = (place: number) => 1 / Math.log2(place + 2)): number {
  const order = argsort(scores);
  let sum = 0;
  for (let end = order.length; end > 0 && order.length - end < k; ) {
    const score = scores[order[end - 1] as number];
    let [start, gain] = [end, 0];
    for (; start > 0 && scores[order[start - 1] as number] === score; start--) gain += gains[order[start - 1] as number] as number;
    const share = gain / (end - start);
    const last = Math.min(k, order.length - start);
    for (let place = order.length - end; place < last; place++) sum += share * discount(place);
    end = start;
  }
  return sum;
}
