import { ConfigError } from "@mlops/models/errors";
import { nearestName } from "../table/nearest-name.ts";
import type { BinaryMetricName } from "./binary.ts";
import type { FurtherBinaryMetricName, FurtherMulticlassMetricName, FurtherRegressionMetricName } from "./further-metrics.ts";
import type { MulticlassMetricName } from "./multiclass.ts";
import type { RegressionMetricName } from "./regression.ts";

export type MetricTask = "binary" | "multiclass" | "regression";
export type FurtherMetricName = FurtherBinaryMetricName | FurtherMulticlassMetricName | FurtherRegressionMetricName;
export type MetricName = BinaryMetricName | MulticlassMetricName | RegressionMetricName | FurtherMetricName;

interface MetricEntry {
  readonly tasks: readonly MetricTask[];
  readonly higherIsBetter: boolean;
  readonly meaning: string;
  /** Computed where it is named alone, by `furtherBinaryMetrics` and so on. */
  readonly further?: true;
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
  balanced_accuracy: { tasks: ["binary", "multiclass"], higherIsBetter: true, meaning: "mean recall of the classes", further: true },
  mcc: { tasks: ["binary", "multiclass"], higherIsBetter: true, meaning: "Matthews' correlation of calls and labels", further: true },
  cohen_kappa: { tasks: ["binary", "multiclass"], higherIsBetter: true, meaning: "agreement beyond chance", further: true },
  ece: { tasks: ["binary"], higherIsBetter: false, meaning: "expected calibration error in ten bins", further: true },
  micro_f1: { tasks: ["multiclass"], higherIsBetter: true, meaning: "F1 of all rows together", further: true },
  auc_ovr_weighted: {
    tasks: ["multiclass"],
    higherIsBetter: true,
    meaning: "mean area of each class against the rest, by how often it occurs",
    further: true,
  },
  top_2_accuracy: {
    tasks: ["multiclass"],
    higherIsBetter: true,
    meaning: "share of rows among whose 2 likeliest classes is theirs",
    further: true,
  },
  top_3_accuracy: {
    tasks: ["multiclass"],
    higherIsBetter: true,
    meaning: "share of rows among whose 3 likeliest classes is theirs",
    further: true,
  },
  max_error: { tasks: ["regression"], higherIsBetter: false, meaning: "largest absolute error", further: true },
  pinball: { tasks: ["regression"], higherIsBetter: false, meaning: "mean pinball loss of the median", further: true },
};

/**
 * The metrics of a task that are computed unless others are named, in the order of `METRICS`; `further` names those that are computed only where named.
 * @example
 * metricNames("regression")[0] // => "rmse"
 * metricNames("regression", { further: true }) // => ["max_error", "pinball"]
 */
export function metricNames(task: MetricTask, { further = false }: { readonly further?: boolean } = {}): MetricName[] {
  return (Object.keys(METRICS) as MetricName[]).filter(
    (name) => METRICS[name].tasks.includes(task) && (METRICS[name].further === true) === further,
  );
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
