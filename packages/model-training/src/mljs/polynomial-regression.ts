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
import { ConfigError, DataError, MLOpsError } from "@mlops/models/errors";
import { PolynomialRegression as MlPolynomial } from "ml-regression-polynomial";
import { checkMlJs } from "./row-limit.ts";

/** Most rows it takes. */
export const POLYNOMIAL_REGRESSION_ROW_LIMIT = 100_000;
const NAME = "polynomial_regression";

class FittedPolynomial implements FittedRegressor {
  readonly kind = "regression";
  readonly name = NAME;
  readonly importances = null;
  readonly features: readonly string[];
  /** Of the powers 0, 1, … of the feature, brought to [−1, 1] by `(x − centre) / scale`. */
  readonly coefficients: readonly number[];
  readonly centre: number;
  readonly scale: number;

  constructor(features: readonly string[], coefficients: readonly number[], centre: number, scale: number) {
    this.features = features;
    this.coefficients = coefficients;
    this.centre = centre;
    this.scale = scale;
    Object.freeze(this);
  }

  predict(x: Matrix): Float64Array {
    checkFeatures(this.features, x);
    checkFinite(x);
    return (x.columns[0] as Float64Array).map((value) => {
      const at = (value - this.centre) / this.scale;
      return this.coefficients.reduceRight((sum, coefficient) => sum * at + coefficient, 0);
    });
  }

  lower(graph: Graph, input: string): string {
    const constant = (value: number) => graph.constant({ type: "double", shape: [1], data: [value] });
    const at = graph.node("Div", [graph.node("Sub", [input, constant(this.centre)]), constant(this.scale)]);
    const highest = graph.node("Add", [graph.node("Mul", [at, constant(0)]), constant(this.coefficients.at(-1) as number)]);
    return this.coefficients
      .slice(0, -1)
      .reduceRight((sum, coefficient) => graph.node("Add", [graph.node("Mul", [sum, at]), constant(coefficient)]), highest);
  }

  toJSON(): Record<string, unknown> {
    return { name: NAME, features: this.features, coefficients: this.coefficients, centre: this.centre, scale: this.scale };
  }
}

/**
 * Least squares by ml.js with the powers of a single feature, which is brought to [−1, 1] first. Several features, row weights and more than
 * 100,000 rows are NOT_SUPPORTED; missing values throw `DataError` VALUE_INVALID.
 * @see numpy.polyfit, predictions equal to 1e-9
 * @example
 * const x = { rows: 3, names: ["x"], columns: [Float64Array.of(0, 1, 2)] };
 * const fitted = new PolynomialRegression({ degree: 2 }).fit(x, { kind: "regression", values: Float64Array.of(1, 2, 5) });
 * fitted.predict({ ...x, rows: 1, columns: [Float64Array.of(3)] })[0].toFixed(6) // => "10.000000"
 */
export class PolynomialRegression implements Estimator<FittedRegressor> {
  readonly name = NAME;
  readonly params: Readonly<{ degree: number }>;

  constructor({ degree = 2 }: { readonly degree?: number } = {}) {
    if (!(Number.isInteger(degree) && degree >= 1 && degree <= 10))
      throw new ConfigError({ code: "PARAMETER_INVALID", parameter: "degree", detail: `${degree} is not a whole number from 1 to 10` });
    this.params = Object.freeze({ degree });
  }

  fit(x: Matrix, y: Target, options: FitOptions = {}): FittedRegressor {
    checkMlJs(NAME, x.rows, POLYNOMIAL_REGRESSION_ROW_LIMIT, options, "linear_regression");
    if (y.kind !== "regression") throw new DataError({ code: "COLUMN_TYPE", column: "target", actual: "classes", expected: "numbers" });
    checkTraining(x, y, options);
    if (x.columns.length !== 1) {
      const feature = `${NAME} of ${x.columns.length} features (one)`;
      throw new MLOpsError({ code: "NOT_SUPPORTED", feature, hint: "use linear_regression or gradient_boosting" });
    }
    checkFinite(x);
    const column = x.columns[0] as Float64Array;
    const { degree } = this.params;
    const distinct = new Set(column).size;
    if (distinct <= degree) {
      const hint = `a polynomial of degree ${degree} needs that many different values: lower degree`;
      throw new DataError({ code: "TOO_FEW_ROWS", actual: distinct, needed: degree + 1, hint });
    }
    const [low, high] = rangeOf(column);
    const centre = low / 2 + high / 2;
    const scale = high / 2 - low / 2;
    const { coefficients } = new MlPolynomial(
      Array.from(column, (value) => (value - centre) / scale),
      [...y.values],
      degree,
    );
    options.onProgress?.(1, 1);
    return new FittedPolynomial([...x.names], [...coefficients], centre, scale);
  }
}

function rangeOf(values: Float64Array): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}

/** Reads back what a fitted model's `toJSON` wrote. */
export function restorePolynomialRegression(json: Record<string, unknown>): FittedRegressor {
  const { features, coefficients, centre, scale } = json as unknown as FittedPolynomial;
  return new FittedPolynomial(features, coefficients, centre, scale);
}
