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
import { ConfigError, DataError, MLOpsError } from "@mlops/models/errors";
import KNN from "ml-knn";
import { checkMlJs, rowArrays } from "./row-limit.ts";

/** Most rows it takes: a prediction looks at them all. */
export const K_NEAREST_NEIGHBOURS_ROW_LIMIT = 10_000;
const NAME = "k_nearest_neighbours";
/** Distances that differ by less are the same: rounding must not decide who votes. */
const SAME = 1e-12;

class FittedNeighbours implements FittedClassifier {
  readonly kind = "classification";
  readonly name = NAME;
  readonly importances = null;
  readonly features: readonly string[];
  readonly classes: readonly Label[];
  readonly k: number;
  /** The training rows: this model holds them all. */
  readonly rows: readonly number[][];
  readonly codes: readonly number[];
  readonly #tree: KNN["kdTree"];

  constructor(features: readonly string[], classes: readonly Label[], k: number, rows: readonly number[][], codes: readonly number[]) {
    this.features = features;
    this.classes = classes;
    this.k = k;
    this.rows = rows;
    this.codes = codes;
    this.#tree = new KNN([...rows], [...codes], { k }).kdTree;
    Object.freeze(this);
  }

  predictProbability(x: Matrix): Float64Array[] {
    checkFeatures(this.features, x);
    checkFinite(x);
    const shares = this.classes.map(() => new Float64Array(x.rows));
    for (const [row, point] of rowArrays(x.columns, x.rows).entries()) {
      const votes = this.#voters(point);
      for (const code of votes) (shares[code] as Float64Array)[row] = ((shares[code] as Float64Array)[row] as number) + 1 / votes.length;
    }
    return shares;
  }

  /** Classes of the k nearest rows and of those as near as the last of them. */
  #voters(point: number[]): number[] {
    for (let count = this.k + 8; ; count *= 2) {
      const found = this.#tree.nearest(point, Math.min(count, this.rows.length)).sort(([, a], [, b]) => a - b);
      const limit = (found[Math.min(this.k, found.length) - 1] as [number[], number])[1] * (1 + SAME);
      if (found.length < this.rows.length && (found.at(-1) as [number[], number])[1] <= limit) continue; // perhaps more are as near
      return found.filter(([, distance]) => distance <= limit).map(([labelled]) => labelled.at(-1) as number);
    }
  }

  lower(): string {
    throw new MLOpsError({
      code: "NOT_SUPPORTED",
      feature: `an ONNX graph of ${NAME}`,
      hint: "use logistic_regression or gradient_boosting",
    });
  }

  toJSON(): Record<string, unknown> {
    return { name: NAME, features: this.features, classes: this.classes, k: this.k, rows: this.rows, codes: this.codes };
  }
}

/**
 * Nearest neighbours by ml.js (Euclidean; scale the features): the share of each class among the k nearest training rows, those as near as the
 * last of them included. The model holds the training rows, has no ONNX graph, and looks at every row for each prediction (15 ms at 10,000 rows of 30 features). Missing
 * values throw `DataError` VALUE_INVALID; row weights and more than 10,000 rows are NOT_SUPPORTED.
 * @see sklearn.neighbors.KNeighborsClassifier, equal where no two distances are
 * @example
 * const x = { rows: 4, names: ["x"], columns: [Float64Array.of(0, 1, 10, 11)] };
 * const fitted = new KNearestNeighbours({ k: 2 }).fit(x, { kind: "classification", codes: Int32Array.of(0, 0, 1, 1), classes: ["low", "high"] });
 * fitted.predictProbability({ ...x, rows: 1, columns: [Float64Array.of(9)] })[1][0] // => 1
 */
export class KNearestNeighbours implements Estimator<FittedClassifier> {
  readonly name = NAME;
  readonly params: Readonly<{ k: number }>;

  constructor({ k = 5 }: { readonly k?: number } = {}) {
    if (!(Number.isInteger(k) && k >= 1))
      throw new ConfigError({ code: "PARAMETER_INVALID", parameter: "k", detail: `${k} is not a whole number from 1 on` });
    this.params = Object.freeze({ k });
  }

  fit(x: Matrix, y: Target, options: FitOptions = {}): FittedClassifier {
    checkMlJs(NAME, x.rows, K_NEAREST_NEIGHBOURS_ROW_LIMIT, options, "gradient_boosting");
    if (y.kind !== "classification") throw new DataError({ code: "COLUMN_TYPE", column: "target", actual: "numbers", expected: "classes" });
    checkTraining(x, y, options);
    checkFinite(x);
    options.onProgress?.(1, 1);
    return new FittedNeighbours([...x.names], [...y.classes], this.params.k, rowArrays(x.columns, x.rows), [...y.codes]);
  }
}

/** Reads back what a fitted model's `toJSON` wrote. */
export function restoreKNearestNeighbours(json: Record<string, unknown>): FittedClassifier {
  const { features, classes, k, rows, codes } = json as unknown as FittedNeighbours;
  return new FittedNeighbours(features, classes, k, rows, codes);
}
