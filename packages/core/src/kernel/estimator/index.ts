export type { Estimator, FitOptions, FittedClassifier, FittedEstimator, FittedRegressor } from "./estimator.ts";
export type { FeatureInput, FittedFeatures } from "./fitted-features.ts";
export type { Label, Matrix, Target } from "./matrix.ts";
