import type { Target } from "../../estimator/matrix.ts";
import { crossEntropy, logLoss } from "./classification-objectives.ts";
import type { BoostingParams } from "./options.ts";
import { huber, pinball, poisson, squaredError } from "./regression-objectives.ts";

/** What boosting minimises: a mean loss over rows, its first and second derivative, and the best constant to start from. */
export interface Objective {
  /** Trees per round, and length of `raw`. */
  readonly outputs: number;
  /** What raw scores are multiplied by in the end: a power of two that keeps large and small targets in range. */
  readonly unit: number;
  /** Classes of the rows where a kernel computes the gradients of log loss, else null. */
  readonly codes: Int32Array | null;
  /** Leaf values are this quantile of their rows' residuals; null: the Newton step. */
  readonly renewal: { readonly quantile: number; readonly target: Float64Array } | null;
  /** The best constant raw score of each output on `rows`. */
  base(rows: Int32Array): Float64Array;
  /** Called once a round, before the gradients of its outputs. */
  prepare(raw: readonly Float64Array[]): void;
  /** Writes the gradient and hessian of every row. */
  gradients(raw: readonly Float64Array[], output: number, gradients: Float64Array, hessians: Float64Array): void;
  /** Weighted mean loss over `rows`. */
  loss(raw: readonly Float64Array[], rows: Int32Array): number;
}

/** The loss that a target and the parameters ask for. Row weights multiply each row's loss. */
export function objectiveOf(y: Target, weights: Float64Array | undefined, params: BoostingParams): Objective {
  if (y.kind === "classification") {
    return y.classes.length === 2 ? logLoss(y.codes, weights) : crossEntropy(y.codes, y.classes.length, weights);
  }
  switch (params.objective) {
    case "absolute":
      return pinball(y.values, weights, 0.5);
    case "quantile":
      return pinball(y.values, weights, params.quantile);
    case "huber":
      return huber(y.values, weights, params.huberDelta);
    case "poisson":
      return poisson(y.values, weights);
    default:
      return squaredError(y.values, weights);
  }
}
