export { type LearnThreads, serveShare, type ThreadJob } from "./boosting/crew.ts";
export { BoostedClassifier, BoostedRegressor, GradientBoosting, restoreGradientBoosting } from "./boosting/gradient-boosting.ts";
export type { GradientBoostingOptions } from "./boosting/options.ts";
export type { ShapValues } from "./boosting/tree-shap.ts";
export { ForestClassifier, ForestRegressor, restoreForest } from "./forest/fitted-forest.ts";
export type { ForestOptions, MaxFeatures } from "./forest/options.ts";
export { ExtraTrees, RandomForest } from "./forest/random-forest.ts";
export {
  FittedLinear,
  LinearRegression,
  type LinearRegressionOptions,
  Ridge,
  type RidgeOptions,
  restoreLinear,
} from "./linear/linear-regression.ts";
export { FittedLogistic, LogisticRegression, type LogisticRegressionOptions, restoreLogistic } from "./linear/logistic-regression.ts";
export { RESTORERS } from "./restorers.ts";
export type { Backend } from "./wasm/machine.ts";
