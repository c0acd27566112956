import { checkTraining } from "../../estimator/check-input.ts";
import type { Estimator, FitOptions } from "../../estimator/estimator.ts";
import type { ClassificationTarget, Matrix, RegressionTarget, Target } from "../../estimator/matrix.ts";
import type { Engine } from "../boosting/open-workspace.ts";
import { ForestClassifier, type ForestName, ForestRegressor } from "./fitted-forest.ts";
import { growForest } from "./grow-forest.ts";
import { type ForestOptions, type ForestParams, forestParams } from "./options.ts";

abstract class ForestEstimator implements Estimator {
  abstract readonly name: ForestName;
  readonly params: ForestParams;
  readonly #engine: Engine;
  protected abstract readonly drawThresholds: boolean;

  constructor(options: ForestOptions, bootstrap: boolean) {
    this.params = forestParams(options, bootstrap);
    this.#engine = { backend: options.backend ?? "auto", threads: options.threads ?? null };
  }

  fit(x: Matrix, y: ClassificationTarget, options?: FitOptions): ForestClassifier;
  fit(x: Matrix, y: RegressionTarget, options?: FitOptions): ForestRegressor;
  fit(x: Matrix, y: Target, options?: FitOptions): ForestClassifier | ForestRegressor;
  fit(x: Matrix, y: Target, options: FitOptions = {}): ForestClassifier | ForestRegressor {
    checkTraining(x, y, options);
    const { forest, importances } = growForest(x, y, this.params, this.drawThresholds, this.#engine, options);
    return y.kind === "regression"
      ? new ForestRegressor(this.name, x.names, importances, forest)
      : new ForestClassifier(this.name, x.names, importances, forest, y.classes);
  }
}

/**
 * A random forest: trees on rows drawn with replacement, each split the best of features drawn for it; their mean predicts. Gini impurity for classes,
 * squared error for numbers. Features are binned by quantiles, and a threshold lies midway between the values of the node on its two sides.
 * Missing values (NaN) go where the impurity falls more, in nodes without any with the larger child; infinities are ordinary values; row weights
 * are how likely a row is drawn, or multiply the rows' impurity without `bootstrap`. Importances are mean shares of the fall of impurity.
 * Equal data, options and seed give equal bits; the order of the columns does not matter. O(trees · rows · log rows · drawn features).
 * Errors: `ConfigError` `PARAMETER_INVALID` from the constructor; `DataError` `TABLE_EMPTY`, `SINGLE_CLASS`, `VALUE_INVALID`, `COLUMN_LENGTH` from `fit`.
 * @see Breiman (2001), Random forests. With the same options as scikit-learn's RandomForestClassifier and RandomForestRegressor.
 * @example
 * const x = { rows: 60, names: ["age"], columns: [Float64Array.from({ length: 60 }, (_, row) => row)] };
 * const y = { kind: "classification", codes: Int32Array.from({ length: 60 }, (_, row) => (row < 30 ? 0 : 1)), classes: ["no", "yes"] };
 * const fitted = new RandomForest({ trees: 20 }).fit(x, y);
 * fitted.predictProbability({ rows: 1, names: ["age"], columns: [Float64Array.of(50)] })[1][0] // => 1
 * [...fitted.importances] // => [1]
 */
export class RandomForest extends ForestEstimator {
  readonly name = "random_forest";
  protected readonly drawThresholds = false;

  constructor(options: ForestOptions = {}) {
    super(options, true);
  }
}

/**
 * Extremely randomised trees: as `RandomForest`, but a split tries one threshold of each drawn feature, drawn evenly between its least and
 * largest value in the node (at the nearer end of a bin where it falls inside one), and each tree learns from all rows unless `bootstrap` is set.
 * Missing values go to a side drawn by chance.
 * @see Geurts, Ernst & Wehenkel (2006), Extremely randomized trees. With the same options as scikit-learn's ExtraTreesClassifier and ExtraTreesRegressor.
 * @example
 * const x = { rows: 60, names: ["age"], columns: [Float64Array.from({ length: 60 }, (_, row) => row)] };
 * const y = { kind: "regression", values: Float64Array.from({ length: 60 }, (_, row) => (row < 30 ? 1 : 2)) };
 * new ExtraTrees({ trees: 20 }).fit(x, y).predict({ rows: 1, names: ["age"], columns: [Float64Array.of(50)] })[0] // => 2
 */
export class ExtraTrees extends ForestEstimator {
  readonly name = "extra_trees";
  protected readonly drawThresholds = true;

  constructor(options: ForestOptions = {}) {
    super(options, false);
  }
}
