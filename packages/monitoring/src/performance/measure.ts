import {
  binaryMetrics,
  furtherBinaryMetrics,
  furtherMulticlassMetrics,
  furtherRegressionMetrics,
  METRICS,
  type Metric,
  type MetricName,
  type MetricTask,
  metricNames,
  multiclassMetrics,
  regressionMetrics,
} from "@mlops/core/metrics";
import type { MetricValue } from "@mlops/core/stage";
import { ConfigError } from "@mlops/models";
import type { MeasuredRows } from "./measured-rows.ts";

/** Metrics that need a probability or score; the others are of the calls. */
const OF_SCORES: ReadonlySet<string> = new Set(
  "auc average_precision log_loss brier ece auc_ovr_macro auc_ovr_weighted top_2_accuracy top_3_accuracy".split(" "),
);

export function taskOf({ classes }: MeasuredRows): MetricTask {
  if (classes === null) return "regression";
  return classes.length <= 2 ? "binary" : "multiclass";
}

/** The metrics to compute: those named, else all of the task that the columns given allow. @throws ConfigError `PARAMETER_INVALID` */
export function chosenMetrics(task: MetricTask, scored: boolean, named: readonly string[] | undefined): readonly string[] {
  if (named === undefined) return metricNames(task).filter((name) => scored || !OF_SCORES.has(name));
  for (const name of named) {
    if (METRICS[name as MetricName].tasks.includes(task)) continue;
    const hint = `metrics of ${task} models: ${[...metricNames(task), ...metricNames(task, { further: true })].join(", ")}`;
    throw new ConfigError({
      code: "PARAMETER_INVALID",
      parameter: "monitoringConfig.metrics",
      detail: `${name} is no ${task} metric`,
      hint,
    });
  }
  return named;
}

/** The metrics of some rows; null with a reason where they have none. */
export function measure(data: MeasuredRows, rows: ArrayLike<number>, names: readonly string[]): Record<string, MetricValue> {
  const all = { ...metricsOf(data, rows), ...(names.some(isFurther) ? furtherMetricsOf(data, rows) : {}) };
  return Object.fromEntries(
    names.map((name) => {
      if (OF_SCORES.has(name) && !isScored(data))
        return [
          name,
          { value: null, n: rows.length, interval: null, reason: rows.length === 0 ? "there are no rows" : "no scores were given" },
        ];
      const found = all[name];
      if (found === undefined) return [name, { value: null, n: rows.length, interval: null, reason: "it is not measured over windows" }];
      const { value, n, interval, reason } = found;
      return [name, { value, n, interval, ...(reason === undefined ? {} : { reason }) }];
    }),
  );
}

/** Whether there are scores or, of several classes, probabilities. */
export function isScored({ classes, scores, probabilities }: MeasuredRows): boolean {
  return scores !== null || (probabilities !== null && (classes?.length ?? 0) > 2);
}

function isFurther(name: string): boolean {
  return METRICS[name as MetricName].further === true;
}

/** Metrics of calls, and over them those of scores. */
function ofBoth<K extends string>(ofCalls: Record<K, Metric>, ofScores: Record<K, Metric> | null): Record<string, Metric> {
  if (ofScores === null) return ofCalls;
  const names = (Object.keys(ofCalls) as K[]).filter((name) => OF_SCORES.has(name));
  return { ...ofCalls, ...Object.fromEntries(names.map((name) => [name, ofScores[name]])) };
}

function metricsOf(data: MeasuredRows, rows: ArrayLike<number>): Record<string, Metric> {
  const actual = pick(data.truth, rows);
  const predicted = pick(data.predicted, rows);
  if (data.classes === null) return regressionMetrics({ actual, predicted });
  const labels = Int32Array.from(actual);
  if (data.classes.length > 2) {
    const given = data.probabilities?.map((column) => pick(column, rows)) ?? null;
    const ofCalls = multiclassMetrics({ labels, probabilities: certain(data.classes.length, predicted) });
    return ofBoth(ofCalls, given && multiclassMetrics({ labels, probabilities: given }));
  }
  const scores = data.scores && pick(data.scores, rows);
  return ofBoth(binaryMetrics({ labels, scores: predicted }), scores && binaryMetrics({ labels, scores }));
}

/** Metrics that are computed only where they are named. */
function furtherMetricsOf(data: MeasuredRows, rows: ArrayLike<number>): Record<string, Metric> {
  const actual = pick(data.truth, rows);
  const predicted = pick(data.predicted, rows);
  if (data.classes === null) return furtherRegressionMetrics({ actual, predicted });
  const labels = Int32Array.from(actual);
  if (data.classes.length > 2) {
    const given = data.probabilities?.map((column) => pick(column, rows)) ?? null;
    const ofCalls = furtherMulticlassMetrics({ labels, probabilities: certain(data.classes.length, predicted) });
    return ofBoth(ofCalls, given && furtherMulticlassMetrics({ labels, probabilities: given }));
  }
  const scores = data.scores && pick(data.scores, rows);
  return ofBoth(furtherBinaryMetrics({ labels, scores: predicted }), scores && furtherBinaryMetrics({ labels, scores }));
}

/** Calls as probabilities of 0 and 1. */
function certain(classes: number, calls: Float64Array): Float64Array[] {
  return Array.from({ length: classes }, (_, code) => calls.map((call) => (call === code ? 1 : 0)));
}

function pick(values: Float64Array, rows: ArrayLike<number>): Float64Array {
  const picked = new Float64Array(rows.length);
  for (let i = 0; i < picked.length; i++) picked[i] = values[rows[i] as number] as number;
  return picked;
}
