/// <reference path="./untyped.d.ts" />
import {
  checkFeatures,
  checkFinite,
  checkTraining,
  type Estimator,
  type FitOptions,
  type FittedClassifier,
  type Label,
  type Matrix,
  type Target,
} from "@mlops/core/estimator";
import type { Graph } from "@mlops/core/onnx";
import { DataError } from "@mlops/models/errors";
import { MultinomialNB } from "ml-naivebayes";
import { checkMlJs, rowArrays } from "./row-limit.ts";

/** Most rows it takes. */
export const MULTINOMIAL_NAIVE_BAYES_ROW_LIMIT = 100_000;
const NAME = "multinomial_naive_bayes";

class FittedMultinomial implements FittedClassifier {
  readonly kind = "classification";
  readonly name = NAME;
  readonly importances = null;
  readonly features: readonly string[];
  readonly classes: readonly Label[];
  /** ln of each class's share. */
  readonly priors: readonly number[];
  /** ln of each feature's share in the counts of a class: one list per class. */
  readonly weights: readonly (readonly number[])[];

  constructor(features: readonly string[], classes: readonly Label[], priors: readonly number[], weights: readonly (readonly number[])[]) {
    this.features = features;
    this.classes = classes;
    this.priors = priors;
    this.weights = weights;
    Object.freeze(this);
  }

  predictProbability(x: Matrix): Float64Array[] {
    checkFeatures(this.features, x);
    checkFinite(x);
    const scores = this.weights.map((weights, k) => {
      const sums = new Float64Array(x.rows);
      for (const [f, column] of x.columns.entries())
        for (let row = 0; row < x.rows; row++) sums[row] = (sums[row] as number) + (column[row] as number) * (weights[f] as number);
      return sums.map((sum) => sum + (this.priors[k] as number));
    });
    for (let row = 0; row < x.rows; row++) {
      const top = Math.max(...scores.map((values) => values[row] as number));
      let sum = 0;
      for (const values of scores) {
        values[row] = Math.exp((values[row] as number) - top);
        sum += values[row] as number;
      }
      for (const values of scores) values[row] = (values[row] as number) / sum;
    }
    return scores;
  }

  lower(graph: Graph, input: string): string {
    const [features, classes] = [this.features.length, this.classes.length];
    const data = Array.from({ length: features * classes }, (_, at) => this.weights[at % classes]?.[Math.floor(at / classes)] as number);
    const weights = graph.constant({ type: "double", shape: [features, classes], data });
    const priors = graph.constant({ type: "double", shape: [classes], data: this.priors });
    return graph.node("Softmax", [graph.node("Add", [graph.node("MatMul", [input, weights]), priors])], { axis: { int: 1 } });
  }

  toJSON(): Record<string, unknown> {
    return { name: NAME, features: this.features, classes: this.classes, priors: this.priors, weights: this.weights };
  }
}

/**
 * Multinomial naive Bayes by ml.js for counts, such as words: shares of the features in each class, smoothed by 1. Features below 0 and
 * missing values throw `DataError` VALUE_INVALID. Row weights and more than 100,000 rows are NOT_SUPPORTED.
 * @see sklearn.naive_bayes.MultinomialNB, equal to 1e-9
 * @example
 * const x = { rows: 4, names: ["goal", "vote"], columns: [Float64Array.of(3, 0, 2, 1), Float64Array.of(0, 4, 1, 3)] };
 * const fitted = new MultinomialNaiveBayes().fit(x, { kind: "classification", codes: Int32Array.of(0, 1, 0, 1), classes: ["sport", "politics"] });
 * fitted.predictProbability({ ...x, rows: 1, columns: [Float64Array.of(2), Float64Array.of(0)] })[0][0] > 0.8 // => true
 */
export class MultinomialNaiveBayes implements Estimator<FittedClassifier> {
  readonly name = NAME;
  readonly params = {};

  fit(x: Matrix, y: Target, options: FitOptions = {}): FittedClassifier {
    checkMlJs(NAME, x.rows, MULTINOMIAL_NAIVE_BAYES_ROW_LIMIT, options, "logistic_regression");
    if (y.kind !== "classification") throw new DataError({ code: "COLUMN_TYPE", column: "target", actual: "numbers", expected: "classes" });
    checkTraining(x, y, options);
    checkFinite(x);
    checkCounts(x);
    const model = new MultinomialNB();
    model.train(rowArrays(x.columns, x.rows), [...y.codes]);
    const { priorProbability, conditionalProbability } = model.toJSON();
    const weights = y.classes.map((_, k) => x.names.map((_name, f) => conditionalProbability.get(k, f)));
    options.onProgress?.(1, 1);
    return new FittedMultinomial(
      [...x.names],
      [...y.classes],
      y.classes.map((_, k) => priorProbability.get(k, 0)),
      weights,
    );
  }
}

function checkCounts(x: Matrix): void {
  for (const [f, column] of x.columns.entries()) {
    const row = column.findIndex((value) => value < 0);
    if (row < 0) continue;
    const detail = `${column[row]} in row ${row}`;
    throw new DataError({ code: "VALUE_INVALID", what: `column "${x.names[f]}"`, detail, row, hint: `${NAME} needs counts, from 0 on` });
  }
}

/** Reads back what a fitted model's `toJSON` wrote. */
export function restoreMultinomialNaiveBayes(json: Record<string, unknown>): FittedClassifier {
  const { features, classes, priors, weights } = json as unknown as FittedMultinomial;
  return new FittedMultinomial(features, classes, priors, weights);
}
