export { aq, type Series, type Table, type TableLike } from "@mlops/core/table";
export { GateConfig, ModelConfig, ModelVersion, Result, TrackingConfig, TrainingConfig } from "@mlops/models";
export { createEstimator } from "./algorithms/create-estimator.ts";
export { measure } from "./evaluate/measure.ts";
export type { Outcome } from "./evaluate/outcome.ts";
export { type BuiltGraph, buildGraph, type GraphParts } from "./export/build-graph.ts";
export { identityFeatures } from "./export/identity-features.ts";
export { type ChampionFigures, type GateInput, judgeGate } from "./gate/judge-gate.ts";
export { K_NEAREST_NEIGHBOURS_ROW_LIMIT, KNearestNeighbours, restoreKNearestNeighbours } from "./mljs/k-nearest-neighbours.ts";
export {
  MULTINOMIAL_NAIVE_BAYES_ROW_LIMIT,
  MultinomialNaiveBayes,
  restoreMultinomialNaiveBayes,
} from "./mljs/multinomial-naive-bayes.ts";
export { MULTIVARIATE_LINEAR_ROW_LIMIT, MultivariateLinear, restoreMultivariateLinear } from "./mljs/multivariate-linear.ts";
export {
  POLYNOMIAL_REGRESSION_ROW_LIMIT,
  PolynomialRegression,
  restorePolynomialRegression,
} from "./mljs/polynomial-regression.ts";
export { ModelTrainer } from "./trainer/model-trainer.ts";
export type { LabelledRows, TrainingProgress, TrainOptions } from "./trainer/train-options.ts";
export { TrainingPipeline } from "./training-pipeline.ts";
