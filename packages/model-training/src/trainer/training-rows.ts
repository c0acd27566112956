import type { FittedFeatures, Matrix, Target } from "@mlops/core/estimator";
import type { TableLike } from "@mlops/core/table";

/** The rows to learn from, raw and as a matrix. */
export interface TrainingRows {
  readonly raw: TableLike;
  readonly features: FittedFeatures;
  readonly x: Matrix;
  readonly y: Target;
  /** One per row, where rows or classes are weighted. */
  readonly weights: Float64Array | undefined;
  /** The rows' own weights, without those of classes, where metrics weigh rows. */
  readonly metricWeights?: Float64Array | undefined;
}
