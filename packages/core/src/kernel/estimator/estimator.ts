import type { Graph } from "../onnx/graph.ts";
import type { Label, Matrix, Target } from "./matrix.ts";

export interface FitOptions {
  /** Seed of everything random in the fit; the same seed and data give the same bits. Default 0. */
  readonly seed?: number;
  /** One non-negative weight per row; default 1 each. */
  readonly sampleWeight?: Float64Array;
  readonly signal?: AbortSignal;
  /** Called with the steps done and the steps in all. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Options in, fitted object out. The unfitted object cannot predict, so predicting too early does not compile. */
export interface Estimator<F extends FittedEstimator = FittedEstimator> {
  /** Name in configuration, for example `gradient_boosting`. */
  readonly name: string;
  /** JSON-safe hyperparameters, defaults filled in. */
  readonly params: Readonly<Record<string, unknown>>;
  fit(x: Matrix, y: Target, options?: FitOptions): F;
}

interface Fitted {
  readonly name: string;
  readonly features: readonly string[];
  /** Non-negative shares that sum to 1, one per feature, or null where the model has none. */
  readonly importances: Float64Array | null;
  /** Plain JSON; `restore` of the same module reads it back to an object that predicts the same bits. */
  toJSON(): Record<string, unknown>;
}

export interface FittedRegressor extends Fitted {
  readonly kind: "regression";
  predict(x: Matrix): Float64Array;
  /** Adds the model to `graph`: `input` is a double tensor [N, features]; returns a double tensor [N, 1]. */
  lower(graph: Graph, input: string): string;
}

export interface FittedClassifier extends Fitted {
  readonly kind: "classification";
  readonly classes: readonly Label[];
  /** One array per class, each with a value per row; the values of a row sum to 1. */
  predictProbability(x: Matrix): Float64Array[];
  /** Adds the model to `graph`: `input` is a double tensor [N, features]; returns a double tensor of probabilities [N, classes]. */
  lower(graph: Graph, input: string): string;
}

export type FittedEstimator = FittedRegressor | FittedClassifier;
