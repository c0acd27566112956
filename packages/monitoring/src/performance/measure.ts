import {
  binaryMetrics,
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
const OF_SCORES: ReadonlySet<string> = new Set(["auc", "average_precision", "log_loss", "brier", "auc_ovr_macro"]);

export function taskOf({ classes }: MeasuredRows): MetricTask {
  if (classes === null) return "regression";
  return classes.length <= 2 ? "binary" : "multiclass";
}

/** The metrics to compute: those named, else all of the task that the columns given allow. @throws ConfigError `PARAMETER_INVALID` */
export function chosenMetrics(task: MetricTask, scored: boolean, named: readonly string[] | undefined): readonly string[] {
  if (named === undefined) return metricNames(task).filter((name) => scored || !OF_SCORES.has(name));
  for (const name of named) {
    if (METRICS[name as MetricName].tasks.includes(task)) continue;
    const hint = `metrics of ${task} models: ${metricNames(task).join(", ")}`;
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
  const all = metricsOf(data, rows);
  return Object.fromEntries(
    names.map((name) => {
      if (OF_SCORES.has(name) && data.scores === null)
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

function metricsOf(data: MeasuredRows, rows: ArrayLike<number>): Record<string, Metric> {
  const actual = pick(data.truth, rows);
  const predicted = pick(data.predicted, rows);
  if (data.classes === null) return regressionMetrics({ actual, predicted });
  const labels = Int32Array.from(actual);
  if (data.classes.length > 2) {
    const probabilities = data.classes.map((_, code) => predicted.map((call) => (call === code ? 1 : 0)));
    return multiclassMetrics({ labels, probabilities });
  }
  const ofCalls = binaryMetrics({ labels, scores: predicted });
  if (data.scores === null) return ofCalls;
  const { auc, average_precision, log_loss, brier } = binaryMetrics({ labels, scores: pick(data.scores, rows) });
  return { ...ofCalls, auc, average_precision, log_loss, brier };
}

function pick(values: Float64Array, rows: ArrayLike<number>): Float64Array {
  const picked = new Float64Array(rows.length);
  for (let i = 0; i < picked.length; i++) picked[i] = values[rows[i] as number] as number;
  return picked;
}
