export type { Estimator, FitOptions, FittedClassifier, FittedEstimator, FittedRegressor } from "./estimator.ts";
export type { Label, Matrix, Target } from "./matrix.ts";
