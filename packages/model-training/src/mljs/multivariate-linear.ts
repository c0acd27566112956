import {
  checkFeatures,
  checkFinite,
  checkTraining,
  type Estimator,
  type FitOptions,
  type FittedRegressor,
  type Matrix,
  type Target,
} from "@mlops/core/estimator";
import type { Graph } from "@mlops/core/onnx";
import { momentsOf, variance } from "@mlops/core/stats";
import { DataError, MLOpsError } from "@mlops/models/errors";
import MLR from "ml-regression-multivariate-linear";

/** Most rows it takes: beyond, its dense copies cost minutes and gigabytes. */
export const MULTIVARIATE_LINEAR_ROW_LIMIT = 100_000;

class FittedMultivariateLinear implements FittedRegressor {
  readonly kind = "regression";
  readonly name = "multivariate_linear";
  readonly importances = null;
  readonly features: readonly string[];
  readonly coefficients: readonly number[];
  readonly intercept: number;

  constructor(features: readonly string[], coefficients: readonly number[], intercept: number) {
    this.features = features;
    this.coefficients = coefficients;
    this.intercept = intercept;
    Object.freeze(this);
  }

  predict(x: Matrix): Float64Array {
    checkFeatures(this.features, x);
    checkFinite(x);
    const out = new Float64Array(x.rows).fill(this.intercept);
    for (let j = 0; j < this.coefficients.length; j++) {
      const column = x.columns[j] as Float64Array;
      const weight = this.coefficients[j] as number;
      for (let row = 0; row < x.rows; row++) out[row] = (out[row] as number) + weight * (column[row] as number);
    }
    return out;
  }

  lower(graph: Graph, input: string): string {
    const weights = graph.constant({ type: "double", shape: [this.coefficients.length, 1], data: this.coefficients });
    return graph.node("Add", [
      graph.node("MatMul", [input, weights]),
      graph.constant({ type: "double", shape: [1], data: [this.intercept] }),
    ]);
  }

  toJSON(): Record<string, unknown> {
    return { name: this.name, features: this.features, coefficients: this.coefficients, intercept: this.intercept };
  }
}

/**
 * Ordinary least squares with an intercept, by ml.js (normal equations of the standardised columns, inverted by SVD); for tables of at most
 * 100,000 rows. Missing values (NaN) throw `DataError` VALUE_INVALID: impute them first. Row weights and more rows are NOT_SUPPORTED.
 * `linear_regression` gives the same coefficients and is faster; this one is for those who compare with ml.js.
 * @see sklearn.linear_model.LinearRegression, equal to 1e-9
 * @example
 * const x = { rows: 3, names: ["x"], columns: [Float64Array.of(0, 1, 2)] };
 * const fitted = new MultivariateLinear().fit(x, { kind: "regression", values: Float64Array.of(1, 3, 5) });
 * fitted.predict({ ...x, rows: 1, columns: [Float64Array.of(10)] }).map(Math.round)[0] // => 21
 */
export class MultivariateLinear implements Estimator<FittedRegressor> {
  readonly name = "multivariate_linear";
  readonly params = {};

  fit(x: Matrix, y: Target, options: FitOptions = {}): FittedRegressor {
    if (options.sampleWeight)
      throw new MLOpsError({ code: "NOT_SUPPORTED", feature: "row weights in multivariate_linear", hint: "use linear_regression" });
    checkTraining(x, y, options);
    if (y.kind !== "regression") throw new DataError({ code: "COLUMN_TYPE", column: "target", actual: "classes", expected: "numbers" });
    checkFinite(x);
    if (x.rows > MULTIVARIATE_LINEAR_ROW_LIMIT) {
      throw new MLOpsError({
        code: "NOT_SUPPORTED",
        feature: `multivariate_linear on ${x.rows} rows (at most ${MULTIVARIATE_LINEAR_ROW_LIMIT})`,
        hint: "use linear_regression",
      });
    }
    options.signal?.throwIfAborted();
    const scales = x.columns.map(scaleOf);
    const rows = Array.from({ length: x.rows }, (_, row) =>
      x.columns.map((column, k) => ((column[row] as number) - (scales[k] as Scale).mean) / (scales[k] as Scale).deviation),
    );
    const targets = Array.from(y.values, (value) => [value]);
    const { weights } = new MLR(rows, targets, { intercept: true, statistics: false });
    const coefficients = scales.map(({ deviation }, k) => (weights[k]?.[0] as number) / deviation);
    const intercept = scales.reduce((sum, { mean }, k) => sum - mean * (coefficients[k] as number), weights.at(-1)?.[0] as number);
    options.onProgress?.(1, 1);
    return new FittedMultivariateLinear([...x.names], coefficients, intercept);
  }
}

interface Scale {
  readonly mean: number;
  readonly deviation: number;
}

/** Normal equations square the ratio of the columns' scales, and their inverse loses the small ones: all are brought to one. */
function scaleOf(column: Float64Array): Scale {
  const moments = momentsOf(column);
  return { mean: moments.mean, deviation: Math.sqrt(variance(moments, 0) ?? 0) || 1 }; // a constant column has none
}

/** Reads back what a fitted model's `toJSON` wrote. */
export function restoreMultivariateLinear(json: Record<string, unknown>): FittedRegressor {
  return new FittedMultivariateLinear(json["features"] as string[], json["coefficients"] as number[], json["intercept"] as number);
}
