import { type Estimator, targetOf } from "@mlops/core/estimator";
import { higherIsBetter, type MetricTask, metricNames } from "@mlops/core/metrics";
import { columnOf, type Series, splitOf, type TableLike } from "@mlops/core/table";
import { ConfigError, DataError, type TrainingConfig } from "@mlops/models";
import { createEstimator, type EstimatorTools } from "../algorithms/create-estimator.ts";
import { defaultMetric } from "../evaluate/measure.ts";
import { identityFeatures } from "../export/identity-features.ts";
import { type FoldPlan, planFolds } from "../folds/fold-plan.ts";
import { checkGraph, checkTask, crossValidationOf } from "./check-call.ts";
import { checkLength, type Judging, judgingOf } from "./judged-rows.ts";
import { classFactors, fitWeights, readWeights } from "./row-weights.ts";
import type { TrainOptions } from "./train-options.ts";
import { asideColumns, checkClassCount, weightsOf } from "./training-columns.ts";
import type { TrainingRows } from "./training-rows.ts";

/** All that can be wrong with configuration and rows has been looked at: what is left is to compute. */
export interface Prepared extends Judging {
  readonly target: string;
  /** With the configured parameters, before any search. */
  readonly estimator: Estimator;
  readonly rows: TrainingRows;
  /** The folds, where rows are cross-validated. */
  readonly plan: FoldPlan | undefined;
  readonly primaryMetric: string;
  readonly gateMetric: string;
}

/**
 * Reads targets, features and metrics, so that a wrong name or an unknown label costs no fit.
 * @throws DataError, ConfigError
 */
export function prepare(
  config: TrainingConfig,
  xTrain: TableLike,
  yTrain: Series,
  options: TrainOptions,
  seed = config.seed,
  tools: EstimatorTools = {},
): Prepared {
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
  const own = weights && readWeights(weights, xTrain.numRows(), "sampleWeight");
  const factors = classFactors(y, own, config.classWeight);
  const rows: TrainingRows = {
    raw: xTrain,
    features,
    x: features.toMatrix(xTrain),
    y,
    weights: fitWeights(y.kind === "classification" ? y.codes : undefined, own, factors),
    metricWeights: config.evaluation.weighted ? own : undefined,
  };
  const plan = crossValidation && planFolds(crossValidation, xTrain, y, seed);
  return {
    target,
    estimator: createEstimator(config.algorithm, config.parameters, tools),
    rows,
    plan,
    ...judgingOf({ config, options, rows, plan, target, factors }),
    primaryMetric,
    gateMetric: gateMetric ?? primaryMetric,
  };
}

function checkMetric(parameter: string, metric: string | undefined, task: MetricTask): string | undefined {
  if (metric === undefined) return undefined;
  higherIsBetter(metric);
  const known: readonly string[] = metricNames(task);
  if (known.includes(metric)) return metric;
  const detail = `${metric} is not defined for a ${task} target`;
  throw new ConfigError({ code: "PARAMETER_INVALID", parameter, detail, hint: `metrics: ${known.join(", ")}` });
}
