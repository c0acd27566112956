import type { FittedFeatures, Matrix, Target } from "@mlops/core/estimator";
import type { TableLike } from "@mlops/core/table";

/** Rows that folds are made of. */
export interface FoldRows {
  /** Needed where features are learned anew in each fold, as the features are. */
  readonly raw: TableLike | undefined;
  readonly features: FittedFeatures | undefined;
  readonly x: Matrix;
  readonly y: Target;
  /** One per row, where rows or classes are weighted. */
  readonly weights: Float64Array | undefined;
  /** The rows' own weights, without those of classes, where metrics weigh rows. */
  readonly metricWeights?: Float64Array | undefined;
}

/** The rows to learn from, raw and as a matrix. */
export interface TrainingRows extends FoldRows {
  readonly raw: TableLike;
  readonly features: FittedFeatures;
}
