import { type Estimator, type FittedFeatures, type Label, type Matrix, targetOf } from "@mlops/core/estimator";
import { higherIsBetter, type MetricTask, metricNames } from "@mlops/core/metrics";
import { columnOf, type Series, splitOf, type TableLike, takeTable } from "@mlops/core/table";
import { ConfigError, DataError, type TrainingConfig } from "@mlops/models";
import { createEstimator } from "../algorithms/create-estimator.ts";
import { defaultMetric } from "../evaluate/measure.ts";
import { type Truth, truthOf, truthOfTarget } from "../evaluate/truth.ts";
import { identityFeatures } from "../export/identity-features.ts";
import { type FoldPlan, planFolds } from "../folds/fold-plan.ts";
import { takeMatrix, takeTarget } from "../folds/take-matrix.ts";
import { checkGraph, checkTask, crossValidationOf } from "./check-call.ts";
import { rowWeights } from "./row-weights.ts";
import type { LabelledRows, TrainOptions } from "./train-options.ts";
import { asideColumns, checkClassCount, weightsOf } from "./training-columns.ts";
import type { TrainingRows } from "./training-rows.ts";

/** Raw rows, the same as a matrix, and what is true of them. */
export interface JudgedRows {
  readonly set: "validation" | "out_of_fold" | "train";
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
  /** With the configured parameters, before any search. */
  readonly estimator: Estimator;
  readonly rows: TrainingRows;
  /** The folds, where rows are cross-validated. */
  readonly plan: FoldPlan | undefined;
  /** The validation rows; without them the training rows that a fold predicts, or all of them. */
  readonly judged: JudgedRows;
  readonly holdouts: readonly Holdout[];
  readonly primaryMetric: string;
  readonly gateMetric: string;
}

/**
 * Reads targets, features and metrics, so that a wrong name or an unknown label costs no fit.
 * @throws DataError, ConfigError
 */
export function prepare(config: TrainingConfig, xTrain: TableLike, yTrain: Series, options: TrainOptions, seed = config.seed): Prepared {
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
  if (classes !== null) checkClassCount(target, classes.length, xTrain.numRows());
  const task: MetricTask = classes === null ? "regression" : classes.length === 2 ? "binary" : "multiclass";
  const gateMetric = checkMetric("gate.metric", config.gate.metric, task);
  const primaryMetric = checkMetric("primaryMetric", config.primaryMetric, task) ?? gateMetric ?? defaultMetric(task);
  checkTask(config, task);
  checkGraph(config.algorithm);
  const crossValidation = crossValidationOf(config);
  const features = options.features ?? identityFeatures(xTrain, asideColumns(config, crossValidation, xTrain));
  for (const column of config.evaluation.slices) columnOf(xTrain, column);
  const weights = options.sampleWeight ?? weightsOf(xTrain, config.weightColumn, features);
  const x = features.toMatrix(xTrain);
  const rows: TrainingRows = { raw: xTrain, features, x, y, weights: rowWeights(y, weights, config.classWeight) };
  const plan = crossValidation && planFolds(crossValidation, xTrain, y, seed);
  return {
    target,
    estimator: createEstimator(config.algorithm, config.parameters),
    rows,
    plan,
    judged: validation(options, features, classes, target) ?? ownRows(rows, plan),
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

/** The training rows that a fold predicts; all of them where there are no folds. */
function ownRows({ raw, x, y }: TrainingRows, plan: FoldPlan | undefined): JudgedRows {
  if (plan === undefined) return { set: "train", raw, x, truth: truthOfTarget(y) };
  const rows = Uint32Array.from(plan.folds.flatMap(({ test }) => [...test])).sort();
  if (rows.length === x.rows) return { set: "out_of_fold", raw, x, truth: truthOfTarget(y) };
  return { set: "out_of_fold", raw: takeTable(raw, rows), x: takeMatrix(x, rows), truth: truthOfTarget(takeTarget(y, rows)) };
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
