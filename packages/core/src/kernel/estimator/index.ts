export { type CheckEstimatorOptions, type Conformance, checkEstimator } from "./check-estimator.ts";
export { checkDesign, checkFeatures, checkFinite, checkTraining } from "./check-input.ts";
export type { Estimator, FitOptions, FittedClassifier, FittedEstimator, FittedRegressor } from "./estimator.ts";
export type { FeatureInput, FittedFeatures } from "./fitted-features.ts";
export type { ClassificationTarget, Label, Matrix, RegressionTarget, Target } from "./matrix.ts";
export { matrixOf } from "./matrix-of.ts";
export { likeliest, predictCodes, predictLabels } from "./predict-labels.ts";
export { type Restorer, restoreEstimator } from "./restore-estimator.ts";
export { type TargetOptions, targetOf } from "./target-of.ts";
