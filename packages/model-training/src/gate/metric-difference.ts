import { aucDifference, pairedDifference } from "@mlops/core/metrics";
import { measure } from "../evaluate/measure.ts";
import { type Outcome, outcomeAt, rowsOf } from "../evaluate/outcome.ts";
import { rowLosses } from "./row-losses.ts";

export interface DifferenceOptions {
  /** Level of the interval. */
  readonly level: number;
  /** Seed of the bootstrap. */
  readonly seed: number;
  /** Looked at before each resample. */
  readonly signal?: AbortSignal | undefined;
}

export interface MetricDifference {
  /** First minus second; null where the metric is undefined for either. */
  readonly value: number | null;
  readonly interval: readonly [number, number] | null;
}

/**
 * The difference of a metric between two models on the same rows, with its interval: DeLong's for AUC, else a paired bootstrap of 500 resamples
 * of rows with their weights (O(n) each where the metric is a mean over rows; metrics that rank or count per class sort or count anew each time).
 */
export function metricDifference(ours: Outcome, theirs: Outcome, metric: string, options: DifferenceOptions): MetricDifference {
  const { level, seed, signal } = options;
  if (metric === "auc" && ours.kind === "binary" && theirs.kind === "binary") {
    const { value, interval } = aucDifference(ours.labels, ours.scores, theirs.scores, { level, sampleWeight: ours.weights });
    return { value, interval };
  }
  const between = byRowLosses(ours, theirs, metric) ?? byMeasuring(ours, theirs, metric);
  const { value, interval } = pairedDifference(
    rowsOf(ours),
    (rows) => {
      signal?.throwIfAborted();
      return between(rows);
    },
    { level, seed },
  );
  return { value, interval };
}

type Between = (rows: Uint32Array) => number | null;

function byRowLosses(ours: Outcome, theirs: Outcome, metric: string): Between | null {
  const a = rowLosses(ours, metric);
  const b = rowLosses(theirs, metric);
  if (a === null || b === null) return null;
  return (rows) => {
    const difference = a.metricOf(meanAt(a.values, ours.weights, rows)) - b.metricOf(meanAt(b.values, ours.weights, rows));
    return Number.isNaN(difference) ? null : difference; // no drawn row had weight
  };
}

function meanAt(values: Float64Array, weights: Float64Array | undefined, rows: Uint32Array): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    const weight = weights === undefined ? 1 : (weights[row] as number);
    sum += weight * (values[row] as number);
    total += weight;
  }
  return sum / total;
}

function byMeasuring(ours: Outcome, theirs: Outcome, metric: string): Between {
  const valueAt = (outcome: Outcome, rows: Uint32Array) => measure(outcomeAt(outcome, rows))[metric]?.value ?? null;
  return (rows) => {
    const a = valueAt(ours, rows);
    const b = a === null ? null : valueAt(theirs, rows);
    return a === null || b === null ? null : a - b;
  };
}
