import { DataError, MLOpsError } from "@mlops/models/errors";
import { checkFeatures, checkTraining } from "../../estimator/check-input.ts";
import type { Estimator, FittedClassifier, FittedEstimator, FittedRegressor } from "../../estimator/estimator.ts";
import type { ClassificationTarget, Label, Matrix, RegressionTarget, Target } from "../../estimator/matrix.ts";
import type { Graph } from "../../onnx/graph.ts";
import { exponential } from "../../stats/exponential.ts";
import { describedModel, type FittedDescription, readDescription } from "../fitted-json.ts";
import { fromLogOdds, lowerProbabilities, softmaxInPlace } from "../probabilities.ts";
import { boost } from "./boost.ts";
import type { BoostingFitOptions } from "./fit-rows.ts";
import type { Forest } from "./forest.ts";
import { forestFromJson, forestToJson } from "./forest-json.ts";
import { lowerForest } from "./lower-forest.ts";
import type { Engine } from "./open-workspace.ts";
import { type BoostingParams, boostingParams, type GradientBoostingOptions } from "./options.ts";
import { ForestPredictor } from "./predict-forest.ts";
import { type ShapOptions, type ShapValues, treeShap } from "./tree-shap.ts";

const NAME = "gradient_boosting";

/**
 * Gradient-boosted trees on histograms: squared error for numbers, log loss for two classes, softmax cross-entropy for more.
 * Trees grow leaf by leaf; features are binned by quantiles; missing values (NaN) take the direction that lowers the loss more, infinities
 * are ordinary values; row weights multiply losses. Importances are shares of the total gain. Equal data, options and seed give equal bits;
 * the order of the columns does not matter. O(iterations · rows · features).
 * Errors: `ConfigError` `PARAMETER_INVALID` from the constructor; `DataError` `TABLE_EMPTY`, `SINGLE_CLASS`, `VALUE_INVALID`, `COLUMN_LENGTH` from `fit`.
 * @see Friedman (2001), Greedy function approximation; Ke et al. (2017), LightGBM. With the same options as scikit-learn's HistGradientBoosting.
 * @example
 * const x = { rows: 60, names: ["age"], columns: [Float64Array.from({ length: 60 }, (_, row) => row)] };
 * const y = { kind: "classification", codes: Int32Array.from({ length: 60 }, (_, row) => (row < 30 ? 0 : 1)), classes: ["no", "yes"] };
 * const fitted = new GradientBoosting({ iterations: 20 }).fit(x, y);
 * fitted.predictProbability({ rows: 1, names: ["age"], columns: [Float64Array.of(50)] })[1][0] > 0.8 // => true
 * [...fitted.importances] // => [1]
 */
export class GradientBoosting implements Estimator {
  readonly name = NAME;
  readonly params: BoostingParams;
  readonly #engine: Engine;

  constructor(options: GradientBoostingOptions = {}) {
    this.params = boostingParams(options);
    this.#engine = { backend: options.backend ?? "auto", threads: options.threads ?? null };
  }

  fit(x: Matrix, y: ClassificationTarget, options?: BoostingFitOptions): BoostedClassifier;
  fit(x: Matrix, y: RegressionTarget, options?: BoostingFitOptions): BoostedRegressor;
  fit(x: Matrix, y: Target, options?: BoostingFitOptions): BoostedClassifier | BoostedRegressor;
  fit(x: Matrix, y: Target, options: BoostingFitOptions = {}): BoostedClassifier | BoostedRegressor {
    checkTraining(x, y, options);
    checkNamed(x, this.params);
    const { forest, importances } = boost(x, y, this.params, this.#engine, options);
    return y.kind === "regression"
      ? new BoostedRegressor(x.names, importances, forest, this.params.objective === "poisson" ? "log" : "identity")
      : new BoostedClassifier(x.names, importances, forest, y.classes);
  }
}

/** Throws `COLUMN_MISSING` where the parameters name a feature that there is not. */
function checkNamed(x: Matrix, { categorical, monotonic }: BoostingParams): void {
  const missing = [...categorical, ...Object.keys(monotonic)].find((name) => !x.names.includes(name));
  if (missing !== undefined) throw new DataError({ code: "COLUMN_MISSING", column: missing, available: x.names });
}

/** What predictions are made of the trees' sum: itself, or e to its power. */
type Link = "identity" | "log";

abstract class Boosted {
  readonly name = NAME;
  readonly features: readonly string[];
  readonly importances: Float64Array | null;
  /** Number of trees of the model. */
  readonly trees: number;
  protected readonly forest: Forest;
  readonly #predictor: ForestPredictor;

  constructor(features: readonly string[], importances: Float64Array | null, forest: Forest) {
    this.features = Object.freeze([...features]);
    this.importances = importances;
    this.forest = forest;
    this.trees = forest.roots.length;
    this.#predictor = new ForestPredictor(forest, features.length);
  }

  /** Leaves of all trees. */
  get leaves(): number {
    return this.forest.feature.reduce((count, feature) => count + (feature < 0 ? 1 : 0), 0);
  }

  /**
   * Exact Shapley values of the raw scores (log-odds of two classes, logarithms of Poisson's rates): how much each feature of each row moves
   * its score from the expected one, features being absent in proportion to training rows. Throws `DataError` as `predict` does, and
   * `MLOpsError` `NOT_SUPPORTED` for a model that was saved without its nodes' rows. O(rows · leaves · depth).
   * @see `shap.TreeExplainer` with `feature_perturbation="tree_path_dependent"`, equal to 1e-10.
   */
  shapValues(x: Matrix, options: ShapOptions = {}): ShapValues {
    checkFeatures(this.features, x);
    if (this.forest.rows === null)
      throw new MLOpsError({ code: "NOT_SUPPORTED", feature: "explaining a model saved without its nodes' rows" });
    return treeShap(this.forest, this.forest.rows, x.columns, x.rows, options);
  }

  protected raw(x: Matrix): Float64Array[] {
    checkFeatures(this.features, x);
    return this.#predictor.raw(x.columns, x.rows);
  }
}

/** Boosted trees that predict a number: the sum of their leaves, or e to its power where the loss was Poisson's. */
export class BoostedRegressor extends Boosted implements FittedRegressor {
  readonly kind = "regression";
  readonly #link: Link;

  constructor(features: readonly string[], importances: Float64Array | null, forest: Forest, link: Link = "identity") {
    super(features, importances, forest);
    this.#link = link;
    Object.freeze(this);
  }

  predict(x: Matrix): Float64Array {
    const scores = this.raw(x)[0] as Float64Array;
    return this.#link === "log" ? scores.map(exponential) : scores;
  }

  lower(graph: Graph, input: string): string {
    const scores = lowerForest(graph, input, this.forest, this.features.length);
    return this.#link === "log" ? graph.node("Exp", [scores]) : scores;
  }

  toJSON(): Record<string, unknown> {
    return { ...describedModel(this), ...(this.#link === "log" ? { link: this.#link } : {}), forest: forestToJson(this.forest) };
  }
}

/** Boosted trees that predict probabilities of classes. */
export class BoostedClassifier extends Boosted implements FittedClassifier {
  readonly kind = "classification";
  readonly classes: readonly Label[];

  constructor(features: readonly string[], importances: Float64Array | null, forest: Forest, classes: readonly Label[]) {
    super(features, importances, forest);
    this.classes = Object.freeze([...classes]);
    Object.freeze(this);
  }

  predictProbability(x: Matrix): Float64Array[] {
    const raw = this.raw(x);
    if (raw.length === 1) return fromLogOdds(raw[0] as Float64Array);
    softmaxInPlace(raw);
    return raw;
  }

  lower(graph: Graph, input: string): string {
    return lowerProbabilities(graph, lowerForest(graph, input, this.forest, this.features.length), this.classes.length);
  }

  toJSON(): Record<string, unknown> {
    return { ...describedModel(this), forest: forestToJson(this.forest) };
  }
}

/** Restores what `toJSON` of a boosting model wrote; throws `DataError` `BUNDLE_INVALID` for anything else. */
export function restoreGradientBoosting(json: Record<string, unknown>): FittedEstimator {
  const { kind, features, importances, classes }: FittedDescription = readDescription(json, NAME);
  const forest = forestFromJson(json["forest"], features.length);
  return kind === "regression"
    ? new BoostedRegressor(features, importances, forest, json["link"] === "log" ? "log" : "identity")
    : new BoostedClassifier(features, importances, forest, classes);
}
