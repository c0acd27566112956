import type { Restorer } from "../estimator/restore-estimator.ts";
import { restoreGradientBoosting } from "./boosting/gradient-boosting.ts";
import { restoreForest } from "./forest/fitted-forest.ts";
import { restoreLinear } from "./linear/fitted-linear.ts";
import { restoreLogistic } from "./linear/logistic-regression.ts";
import { restorePoisson } from "./linear/poisson-regression.ts";

/** The restorers of this module's models by name, for `restoreEstimator`. */
export const RESTORERS: Readonly<Record<string, Restorer>> = Object.freeze({
  gradient_boosting: restoreGradientBoosting,
  random_forest: restoreForest,
  extra_trees: restoreForest,
  linear_regression: restoreLinear,
  ridge: restoreLinear,
  lasso: restoreLinear,
  elastic_net: restoreLinear,
  logistic_regression: restoreLogistic,
  poisson_regression: restorePoisson,
});
