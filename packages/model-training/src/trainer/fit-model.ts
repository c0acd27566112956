import type { Estimator, FittedEstimator } from "@mlops/core/estimator";
import type { Outcome } from "../evaluate/outcome.ts";
import type { TrainOptions } from "./train-options.ts";
import type { TrainingRows } from "./training-rows.ts";

/** Fits the estimator on all training rows. */
export function fitModel(
  estimator: Estimator,
  { x, y, weights }: TrainingRows,
  seed: number,
  options: Pick<TrainOptions, "signal" | "onProgress">,
): FittedEstimator {
  const model = estimator.fit(x, y, {
    seed,
    ...(weights ? { sampleWeight: weights } : {}),
    ...(options.signal ? { signal: options.signal } : {}),
    onProgress: (done, total) => options.onProgress?.({ done, total, message: `fitting ${estimator.name}` }),
  });
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
