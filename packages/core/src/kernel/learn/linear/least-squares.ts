import type { Matrix } from "../../estimator/matrix.ts";
import { centredProducts } from "./centred-products.ts";
import type { CrossProductOptions } from "./cross-products.ts";
import { minimumNorm } from "./minimum-norm.ts";
import { solveScaled } from "./solve-scaled.ts";

export interface LinearCoefficients {
  readonly coefficients: Float64Array;
  readonly intercept: number;
}

/** Below this share of a column that the others leave unexplained, normal equations lose too many digits. */
const LEAST_PIVOT = 1e-5;

/**
 * The `b, b₀` that minimise `Σ w·(y - b₀ - x·b)² + alpha·‖b‖²`, the intercept unpenalised: Cholesky on the centred normal equations,
 * scaled to a unit diagonal; where columns (nearly) repeat each other, the singular value decomposition, whose solution is the shortest.
 * Throws `DataError` `VALUE_INVALID` for a value that is not finite.
 */
export function leastSquares(
  x: Matrix,
  y: Float64Array,
  alpha: number,
  fitIntercept: boolean,
  options: CrossProductOptions,
): LinearCoefficients {
  const { total, mean, scale, values } = centredProducts(x, y, fitIntercept, options);
  const width = x.columns.length;
  const size = width + 1;
  const gram = new Float64Array(width * width);
  for (let f = 0; f < width; f++) {
    gram.set(values.subarray(f * size, f * size + f + 1), f * width);
    const own = gram[f * width + f] as number;
    // a constant column keeps its 0 and must not make the matrix singular
    gram[f * width + f] = own === 0 ? total : own + alpha * (scale[f] as number) ** 2;
  }
  const moment = values.slice(width * size, width * size + width);
  const yScale = scale[width] as number;
  const solved = solveScaled(gram, moment, LEAST_PIVOT)?.map((value, f) => (value * (scale[f] as number)) / yScale);
  const coefficients = solved ?? minimumNorm(x, mean, y, mean[width] as number, options.weights, alpha);
  return { coefficients, intercept: fitIntercept ? interceptOf(coefficients, mean) : 0 };
}

/** `mean of the target - Σ coefficient · mean`; the target's mean comes after those of the features. */
export function interceptOf(coefficients: Float64Array, mean: Float64Array): number {
  let intercept = mean[coefficients.length] as number;
  for (let f = 0; f < coefficients.length; f++) intercept -= (coefficients[f] as number) * (mean[f] as number);
  return intercept;
}
