import type { Estimator, FitOptions, FittedEstimator } from "@mlops/core/estimator";
import { GradientBoosting, type WatchedRows } from "@mlops/core/learn";
import type { Outcome } from "../evaluate/outcome.ts";
import type { TrainOptions } from "./train-options.ts";
import type { TrainingRows } from "./training-rows.ts";

/** Fits the estimator on all training rows. @param watched - rows that tell boosting when to stop, in place of some of its own */
export function fitModel(
  estimator: Estimator,
  { x, y, weights }: TrainingRows,
  seed: number,
  options: Pick<TrainOptions, "signal" | "onProgress">,
  watched?: WatchedRows,
): FittedEstimator {
  const fit: FitOptions = {
    seed,
    ...(weights ? { sampleWeight: weights } : {}),
    ...(options.signal ? { signal: options.signal } : {}),
    onProgress: (done, total) => options.onProgress?.({ done, total, message: `fitting ${estimator.name}` }),
  };
  const model =
    watched && estimator instanceof GradientBoosting ? estimator.fit(x, y, { ...fit, validation: watched }) : estimator.fit(x, y, fit);
  options.signal?.throwIfAborted();
  return model;
}

/** A model as it is exported, and how it does on the rows it is judged on. */
export interface FinishedModel {
  readonly model: FittedEstimator;
  /** Of two classes the second is called from this probability on. */
  readonly threshold: number | undefined;
  readonly outcome: Outcome;
}
