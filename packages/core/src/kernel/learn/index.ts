export { type LearnThreads, serveShare, type ThreadJob } from "./boosting/crew.ts";
export type { BoostingFitOptions, WatchedRows } from "./boosting/fit-rows.ts";
export { BoostedClassifier, BoostedRegressor, GradientBoosting, restoreGradientBoosting } from "./boosting/gradient-boosting.ts";
export type { GradientBoostingOptions } from "./boosting/options.ts";
export type { ShapValues } from "./boosting/tree-shap.ts";
export { FittedKMeans, restoreKMeans } from "./k-means/fitted-k-means.ts";
export { KMeans, type KMeansOptions } from "./k-means/k-means.ts";
export {
  FittedLinear,
  LinearRegression,
  type LinearRegressionOptions,
  Ridge,
  type RidgeOptions,
  restoreLinear,
} from "./linear/linear-regression.ts";
export { FittedLogistic, LogisticRegression, type LogisticRegressionOptions, restoreLogistic } from "./linear/logistic-regression.ts";
export { FittedPca, restorePca } from "./pca/fitted-pca.ts";
export { Pca, type PcaOptions } from "./pca/pca.ts";
export { RESTORERS } from "./restorers.ts";
export type { Backend } from "./wasm/machine.ts";
