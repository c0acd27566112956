import { ConfigError } from "@mlops/models/errors";
import { nearestName } from "../table/nearest-name.ts";
import type { BinaryMetricName } from "./binary.ts";
import type { MulticlassMetricName } from "./multiclass.ts";
import type { RegressionMetricName } from "./regression.ts";

export type MetricTask = "binary" | "multiclass" | "regression";
export type MetricName = BinaryMetricName | MulticlassMetricName | RegressionMetricName;

interface MetricEntry {
  readonly tasks: readonly MetricTask[];
  readonly higherIsBetter: boolean;
  readonly meaning: string;
}

/** Every metric there is, by the name that configuration uses. */
export const METRICS: Readonly<Record<MetricName, MetricEntry>> = {
  auc: { tasks: ["binary"], higherIsBetter: true, meaning: "area under the ROC curve" },
  average_precision: { tasks: ["binary"], higherIsBetter: true, meaning: "area under precision over recall" },
  log_loss: { tasks: ["binary", "multiclass"], higherIsBetter: false, meaning: "mean −ln of the probability given to what happened" },
  brier: { tasks: ["binary"], higherIsBetter: false, meaning: "mean squared error of the probability" },
  accuracy: { tasks: ["binary", "multiclass"], higherIsBetter: true, meaning: "share of rows called right" },
  precision: { tasks: ["binary"], higherIsBetter: true, meaning: "share of called positives that are positive" },
  recall: { tasks: ["binary"], higherIsBetter: true, meaning: "share of positives called positive" },
  specificity: { tasks: ["binary"], higherIsBetter: true, meaning: "share of negatives called negative" },
  f1: { tasks: ["binary"], higherIsBetter: true, meaning: "harmonic mean of precision and recall" },
  macro_f1: { tasks: ["multiclass"], higherIsBetter: true, meaning: "mean F1 of the classes" },
  weighted_f1: { tasks: ["multiclass"], higherIsBetter: true, meaning: "mean F1 of the classes, by how often they occur" },
  auc_ovr_macro: { tasks: ["multiclass"], higherIsBetter: true, meaning: "mean area of each class against the rest" },
  rmse: { tasks: ["regression"], higherIsBetter: false, meaning: "root mean square error" },
  mae: { tasks: ["regression"], higherIsBetter: false, meaning: "mean absolute error" },
  r2: { tasks: ["regression"], higherIsBetter: true, meaning: "share of the variance explained" },
  mape: { tasks: ["regression"], higherIsBetter: false, meaning: "mean absolute error as a fraction of the actual value" },
  median_ae: { tasks: ["regression"], higherIsBetter: false, meaning: "median absolute error" },
};

/** The metrics of a task, in the order of `METRICS`. @example metricNames("regression")[0] // => "rmse" */
export function metricNames(task: MetricTask): MetricName[] {
  return (Object.keys(METRICS) as MetricName[]).filter((name) => METRICS[name].tasks.includes(task));
}

/**
 * Whether more of a metric is better.
 * @throws ConfigError `PARAMETER_INVALID` for a name that is not in `METRICS`
 * @example higherIsBetter("rmse") // => false
 */
export function higherIsBetter(metric: string): boolean {
  if (!Object.hasOwn(METRICS, metric)) {
    const names = Object.keys(METRICS);
    const nearest = nearestName(metric, names);
    throw new ConfigError({
      code: "PARAMETER_INVALID",
      parameter: "metric",
      detail: `there is no metric "${metric}"`,
      hint: `${nearest === undefined ? "" : `did you mean "${nearest}"? `}metrics: ${names.join(", ")}`,
    });
  }
  return METRICS[metric as MetricName].higherIsBetter;
}
