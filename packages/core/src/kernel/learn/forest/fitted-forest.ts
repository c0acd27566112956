import { MLOpsError } from "@mlops/models/errors";
import { checkFeatures } from "../../estimator/check-input.ts";
import type { FittedClassifier, FittedEstimator, FittedRegressor } from "../../estimator/estimator.ts";
import type { Label, Matrix } from "../../estimator/matrix.ts";
import type { Graph } from "../../onnx/graph.ts";
import type { Forest } from "../boosting/forest.ts";
import { forestFromJson, forestToJson } from "../boosting/forest-json.ts";
import { lowerForest } from "../boosting/lower-forest.ts";
import { type ShapOptions, type ShapValues, treeShap } from "../boosting/tree-shap.ts";
import { describedModel, type FittedDescription, readDescription } from "../fitted-json.ts";
import { ForestSums } from "./forest-sums.ts";

export type ForestName = "random_forest" | "extra_trees";

abstract class FittedForest {
  readonly name: ForestName;
  readonly features: readonly string[];
  readonly importances: Float64Array | null;
  /** Number of trees of the model. */
  readonly trees: number;
  /** Number of leaves of all trees. */
  readonly leaves: number;
  protected readonly forest: Forest;
  readonly #sums: ForestSums;

  constructor(name: ForestName, features: readonly string[], importances: Float64Array | null, forest: Forest) {
    this.name = name;
    this.features = Object.freeze([...features]);
    this.importances = importances;
    this.trees = forest.roots.length;
    // every inner node has two children
    this.leaves = (forest.feature.length + this.trees) / 2;
    this.forest = forest;
    this.#sums = new ForestSums(forest, features.length);
  }

  /**
   * Exact Shapley values of the predicted number, of the probability of the second of two classes, or of each of more classes: how much each
   * feature of each row moves it from the expected one, features being absent in proportion to the weight of the training rows. Throws
   * `DataError` as `predict` does, and `MLOpsError` `NOT_SUPPORTED` for a model that was saved without its nodes' rows. O(rows · leaves · depth).
   * @see `shap.TreeExplainer` with `feature_perturbation="tree_path_dependent"`.
   */
  shapValues(x: Matrix, options: ShapOptions = {}): ShapValues {
    checkFeatures(this.features, x);
    if (this.forest.rows === null)
      throw new MLOpsError({ code: "NOT_SUPPORTED", feature: "explaining a model saved without its nodes' rows" });
    const { expected, values } = treeShap(this.forest, this.forest.rows, x.columns, x.rows, options);
    const mean = (sums: Float64Array): Float64Array => sums.map((sum) => sum / this.trees);
    return { expected: mean(expected), values: values.map((byFeature) => byFeature.map(mean)) };
  }

  /** Means over the trees, by output. */
  protected means(x: Matrix): Float64Array[] {
    checkFeatures(this.features, x);
    const sums = this.#sums.of(x.columns, x.rows);
    for (const scores of sums) for (let row = 0; row < scores.length; row++) scores[row] = (scores[row] as number) / this.trees;
    return sums;
  }

  /** The means in a graph: a double tensor [N, outputs]. */
  protected lowerMeans(graph: Graph, input: string): string {
    const sums = lowerForest(graph, input, this.forest, this.features.length);
    return graph.node("Div", [sums, graph.constant({ type: "double", shape: [1], data: [this.trees] })]);
  }
}

/** Trees whose mean predicts a number. */
export class ForestRegressor extends FittedForest implements FittedRegressor {
  readonly kind = "regression";

  constructor(name: ForestName, features: readonly string[], importances: Float64Array | null, forest: Forest) {
    super(name, features, importances, forest);
    Object.freeze(this);
  }

  predict(x: Matrix): Float64Array {
    return this.means(x)[0] as Float64Array;
  }

  lower(graph: Graph, input: string): string {
    return this.lowerMeans(graph, input);
  }

  toJSON(): Record<string, unknown> {
    return { ...describedModel(this), forest: forestToJson(this.forest) };
  }
}

/** Trees whose mean share of training rows predicts probabilities of classes. */
export class ForestClassifier extends FittedForest implements FittedClassifier {
  readonly kind = "classification";
  readonly classes: readonly Label[];

  constructor(name: ForestName, features: readonly string[], importances: Float64Array | null, forest: Forest, classes: readonly Label[]) {
    super(name, features, importances, forest);
    this.classes = Object.freeze([...classes]);
    Object.freeze(this);
  }

  predictProbability(x: Matrix): Float64Array[] {
    const means = this.means(x);
    if (means.length > 1) return means;
    const second = means[0] as Float64Array;
    return [second.map((p) => 1 - p), second];
  }

  lower(graph: Graph, input: string): string {
    const means = this.lowerMeans(graph, input);
    if (this.classes.length > 2) return means;
    const one = graph.constant({ type: "double", shape: [1], data: [1] });
    return graph.node("Concat", [graph.node("Sub", [one, means]), means], { axis: { int: 1 } });
  }

  toJSON(): Record<string, unknown> {
    return { ...describedModel(this), forest: forestToJson(this.forest) };
  }
}

/** Restores what `toJSON` of a forest wrote; throws `DataError` `BUNDLE_INVALID` for anything else. */
export function restoreForest(json: Record<string, unknown>): FittedEstimator {
  const name: ForestName = json["name"] === "extra_trees" ? "extra_trees" : "random_forest";
  const { kind, features, importances, classes }: FittedDescription = readDescription(json, name);
  const forest = forestFromJson(json["forest"], features.length);
  return kind === "regression"
    ? new ForestRegressor(name, features, importances, forest)
    : new ForestClassifier(name, features, importances, forest, classes);
}
