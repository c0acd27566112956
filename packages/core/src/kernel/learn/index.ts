export { BoostedClassifier, BoostedRegressor, GradientBoosting, restoreGradientBoosting } from "./boosting/gradient-boosting.ts";
export type { GradientBoostingOptions } from "./boosting/options.ts";
