import { type Estimator, type FittedFeatures, type Label, type Matrix, type Target, targetOf } from "@mlops/core/estimator";
import { higherIsBetter, type MetricTask, metricNames } from "@mlops/core/metrics";
import { columnOf, type Series, splitOf, type TableLike } from "@mlops/core/table";
import { ConfigError, DataError, type TrainingConfig } from "@mlops/models";
import { createEstimator } from "../algorithms/create-estimator.ts";
import { defaultMetric } from "../evaluate/measure.ts";
import { type Truth, truthOf } from "../evaluate/truth.ts";
import { identityFeatures } from "../export/identity-features.ts";
import type { LabelledRows, TrainOptions } from "./train-options.ts";

/** Raw rows, the same as a matrix, and what is true of them. */
export interface JudgedRows {
  readonly set: "validation" | "train";
  readonly raw: TableLike;
  readonly x: Matrix;
  readonly truth: Truth;
}

/** More rows to evaluate on. */
export interface Holdout {
  readonly name: string;
  readonly raw: TableLike;
  readonly truth: Truth;
  readonly groupBy: string | undefined;
}

/** All that can be wrong with configuration and rows has been looked at: what is left is to compute. */
export interface Prepared {
  readonly target: string;
  readonly estimator: Estimator;
  readonly features: FittedFeatures;
  readonly x: Matrix;
  readonly y: Target;
  /** The validation rows, or the training rows where there are none. */
  readonly judged: JudgedRows;
  readonly holdouts: readonly Holdout[];
  readonly primaryMetric: string;
  readonly gateMetric: string;
}

/** Checks that can be made before any row is looked at. @throws ConfigError `PARAMETER_INVALID` */
export function checkCall(config: TrainingConfig, options: TrainOptions): void {
  const { xVal, yVal } = options;
  if ((xVal === undefined) !== (yVal === undefined)) {
    const [given, missing] = xVal === undefined ? ["yVal", "xVal"] : ["xVal", "yVal"];
    throw new ConfigError({
      code: "PARAMETER_INVALID",
      parameter: missing,
      detail: `${given} is given without it`,
      hint: "give both, or none",
    });
  }
  for (const name of ["train", "validation"]) {
    if (options.holdouts === undefined || !Object.hasOwn(options.holdouts, name)) continue;
    const detail = `"${name}" is what the rows of training are called`;
    throw new ConfigError({ code: "PARAMETER_INVALID", parameter: "holdouts", detail, hint: "give the holdout another name" });
  }
  const { gate } = config;
  if (!gate.enabled || (gate.threshold === undefined && gate.minImprovement === undefined) || xVal) return;
  throw new ConfigError({
    code: "PARAMETER_INVALID",
    parameter: "gate",
    detail: "a model cannot be judged on the rows it was trained on",
    hint: "give validation rows, or leave threshold and minImprovement out",
  });
}

/**
 * Reads targets, features and metrics, so that a wrong name or an unknown label costs no fit.
 * @throws DataError, ConfigError
 */
export function prepare(config: TrainingConfig, xTrain: TableLike, yTrain: Series, options: TrainOptions): Prepared {
  const target = config.target ?? "target";
  if (xTrain.numRows() === 0) throw new DataError({ code: "TABLE_EMPTY" });
  const split = splitOf(xTrain);
  if (split !== undefined && split !== "train") throw new DataError({ code: "NOT_TRAINING_SPLIT", split });
  checkLength(target, xTrain, yTrain);
  const y = targetOf(yTrain, {
    name: target,
    ...(config.task === "auto" ? {} : { kind: config.task }),
    ...(config.positiveClass === undefined ? {} : { positive: config.positiveClass }),
  });
  const classes = y.kind === "classification" ? y.classes : null;
  if (classes?.length === 1) throw new DataError({ code: "SINGLE_CLASS", column: target });
  const task: MetricTask = classes === null ? "regression" : classes.length === 2 ? "binary" : "multiclass";
  const gateMetric = checkMetric("gate.metric", config.gate.metric, task);
  const primaryMetric = checkMetric("primaryMetric", config.primaryMetric, task) ?? gateMetric ?? defaultMetric(task);
  const features = options.features ?? identityFeatures(xTrain);
  const x = features.toMatrix(xTrain);
  return {
    target,
    estimator: createEstimator(config.algorithm, config.parameters),
    features,
    x,
    y,
    judged: validation(options, features, classes, target) ?? { set: "train", raw: xTrain, x, truth: trainingTruth(y) },
    holdouts: Object.entries(options.holdouts ?? {}).map(([name, rows]) => holdout(name, rows, classes, target)),
    primaryMetric,
    gateMetric: gateMetric ?? primaryMetric,
  };
}

function validation(
  { xVal, yVal }: TrainOptions,
  features: FittedFeatures,
  classes: readonly Label[] | null,
  target: string,
): JudgedRows | undefined {
  if (xVal === undefined || yVal === undefined) return undefined;
  if (xVal.numRows() === 0) throw new DataError({ code: "TABLE_EMPTY", message: "the validation table has no rows" });
  const name = `${target} (validation)`;
  checkLength(name, xVal, yVal);
  return { set: "validation", raw: xVal, x: features.toMatrix(xVal), truth: truthOf(yVal, { classes, name }) };
}

function holdout(set: string, { x, y, groupBy }: LabelledRows, classes: readonly Label[] | null, target: string): Holdout {
  const name = `${target} (${set})`;
  checkLength(name, x, y);
  if (groupBy !== undefined) columnOf(x, groupBy);
  return { name: set, raw: x, truth: truthOf(y, { classes, name, missing: "unknown" }), groupBy };
}

function trainingTruth(y: Target): Truth {
  return y.kind === "regression" ? { kind: "regression", actual: y.values } : { kind: "classification", labels: y.codes };
}

function checkLength(column: string, x: TableLike, y: Series): void {
  if (y.length !== x.numRows()) throw new DataError({ code: "COLUMN_LENGTH", column, actual: y.length, expected: x.numRows() });
}

function checkMetric(parameter: string, metric: string | undefined, task: MetricTask): string | undefined {
  if (metric === undefined) return undefined;
  higherIsBetter(metric);
  const known: readonly string[] = metricNames(task);
  if (known.includes(metric)) return metric;
  const detail = `${metric} is not defined for a ${task} target`;
  throw new ConfigError({ code: "PARAMETER_INVALID", parameter, detail, hint: `metrics: ${known.join(", ")}` });
}
