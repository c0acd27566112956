import type { FittedEstimator } from "@mlops/core/estimator";
import { type Outcome, outcomeOf, predictionsOfModel } from "../evaluate/outcome.ts";
import type { Prepared } from "./prepare.ts";
import type { TrainOptions } from "./train-options.ts";

export interface FittedModel {
  readonly model: FittedEstimator;
  /** On the rows that the model is judged on. */
  readonly outcome: Outcome;
}

/** Fits the estimator and lets the model predict the rows it is judged on. */
export function fitModel(
  { estimator, x, y, judged }: Prepared,
  seed: number,
  options: Pick<TrainOptions, "signal" | "onProgress">,
): FittedModel {
  const model = estimator.fit(x, y, {
    seed,
    ...(options.signal ? { signal: options.signal } : {}),
    onProgress: (done, total) => options.onProgress?.({ done, total, message: `fitting ${estimator.name}` }),
  });
  options.signal?.throwIfAborted();
  return { model, outcome: outcomeOf(judged.truth, predictionsOfModel(model, judged.x)) };
}
