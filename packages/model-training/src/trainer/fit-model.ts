import { type Estimator, type FittedEstimator, type FittedFeatures, type Matrix, targetOf } from "@mlops/core/estimator";
import { type Series, splitOf, type TableLike } from "@mlops/core/table";
import { DataError, type TrainingConfig } from "@mlops/models";
import { createEstimator } from "../algorithms/create-estimator.ts";
import type { Outcome } from "../evaluate/measure.ts";
import { outcomeOfModel } from "../evaluate/outcome.ts";
import { identityFeatures } from "../export/identity-features.ts";
import type { TrainOptions } from "./train-options.ts";

export interface FittedModel {
  readonly estimator: Estimator;
  readonly model: FittedEstimator;
  readonly features: FittedFeatures;
  readonly x: Matrix;
  /** On the validation rows, or on the training rows where there are none. */
  readonly outcome: Outcome;
  readonly evaluatedOn: "validation" | "train";
}

/** Turns the rows into a matrix, fits the configured estimator and lets it predict the rows it is judged on. */
export function fitModel(config: TrainingConfig, xTrain: TableLike, yTrain: Series, options: TrainOptions): FittedModel {
  const target = config.target ?? "target";
  if (xTrain.numRows() === 0) throw new DataError({ code: "TABLE_EMPTY" });
  const split = splitOf(xTrain);
  if (split !== undefined && split !== "train") throw new DataError({ code: "NOT_TRAINING_SPLIT", split });
  if (yTrain.length !== xTrain.numRows())
    throw new DataError({ code: "COLUMN_LENGTH", column: target, actual: yTrain.length, expected: xTrain.numRows() });
  const features = options.features ?? identityFeatures(xTrain);
  const y = targetOf(yTrain, {
    name: target,
    ...(config.task === "auto" ? {} : { kind: config.task }),
    ...(config.positiveClass === undefined ? {} : { positive: config.positiveClass }),
  });
  if (y.kind === "classification" && y.classes.length < 2) throw new DataError({ code: "SINGLE_CLASS", column: target });
  const estimator = createEstimator(config.algorithm, config.parameters);
  const x = features.toMatrix(xTrain);
  const model = estimator.fit(x, y, {
    seed: options.seed ?? config.seed,
    ...(options.signal ? { signal: options.signal } : {}),
    onProgress: (done, total) => options.onProgress?.({ done, total, message: `fitting ${config.algorithm}` }),
  });
  if (options.xVal && options.yVal) {
    const outcome = outcomeOfModel(model, features.toMatrix(options.xVal), options.yVal, target);
    return { estimator, model, features, x, outcome, evaluatedOn: "validation" };
  }
  return { estimator, model, features, x, outcome: outcomeOfModel(model, x, yTrain, target), evaluatedOn: "train" };
}
