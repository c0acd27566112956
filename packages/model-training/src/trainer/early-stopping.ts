import type { Estimator, FittedEstimator } from "@mlops/core/estimator";
import { BoostedClassifier, BoostedRegressor, GradientBoosting } from "@mlops/core/learn";
import type { TrainingDetails } from "@mlops/core/stage";
import type { Prepared } from "./prepare.ts";
import type { TrainOptions } from "./train-options.ts";

/** How many rounds a model kept, and whose loss said so; undefined where nothing stops early. */
export function earlyStoppingOf(
  model: FittedEstimator,
  estimator: Estimator,
  { watched }: Pick<Prepared, "watched">,
): TrainingDetails["earlyStopping"] {
  if (!(estimator instanceof GradientBoosting) || !(model instanceof BoostedClassifier || model instanceof BoostedRegressor))
    return undefined;
  const { earlyStoppingRounds, iterations } = estimator.params;
  if (earlyStoppingRounds === null) return undefined;
  const outputs = model.kind === "classification" && model.classes.length > 2 ? model.classes.length : 1;
  return { watched: watched ? "validation" : "internal", patience: earlyStoppingRounds, rounds: model.trees / outputs, most: iterations };
}

/** What about the way the figures came about should make a reader careful: one sentence each. */
export function judgingWarnings({ judged, watched, rows }: Prepared, options: TrainOptions): string[] {
  const warnings: string[] = [];
  if (watched)
    warnings.push(
      "the validation rows chose the number of trees: their own figures flatter the model, and their intervals do not allow for it",
    );
  if (rows.metricWeights && !judged.truth.weights && options.xVal)
    warnings.push("training rows are weighted, the rows that judge the model are not: give weightVal, or set evaluation.weighted to false");
  return warnings;
}
