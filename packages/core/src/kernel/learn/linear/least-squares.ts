import type { Matrix } from "../../estimator/matrix.ts";
import { dot } from "./dot.ts";
import { minimumNorm } from "./minimum-norm.ts";
import { solveScaled } from "./solve-scaled.ts";
import { type Standardised, standardise, weightedMean } from "./standardise.ts";
import { BLOCK, WeightedGram } from "./weighted-gram.ts";

export interface LinearCoefficients {
  readonly coefficients: Float64Array;
  readonly intercept: number;
}

/** Below this share of a column that the others leave unexplained, normal equations lose too many digits. */
const LEAST_PIVOT = 1e-5;

/**
 * The `b, b₀` that minimise `Σ w·(y - b₀ - x·b)² + alpha·‖b‖²`, the intercept unpenalised: Cholesky on the centred normal equations,
 * scaled to a unit diagonal; where columns (nearly) repeat each other, the singular value decomposition, whose solution is the shortest.
 */
export function leastSquares(
  x: Matrix,
  y: Float64Array,
  weights: Float64Array | undefined,
  alpha: number,
  fitIntercept: boolean,
  signal: AbortSignal | undefined,
  onStep: (done: number) => void,
): LinearCoefficients {
  const columns = standardise(x, weights, fitIntercept);
  const { width, scale } = columns;
  const yMean = fitIntercept ? weightedMean(y, weights) : 0;
  const centred = y.map((value) => value - yMean);
  const total = weights === undefined ? x.rows : weights.reduce((sum, weight) => sum + weight, 0);
  const { gram, moment } = normalEquations(columns, centred, weights, signal, onStep);
  for (let f = 0; f < width; f++) {
    const spread = scale[f] as number;
    // a constant column keeps its 0 and must not make the matrix singular
    gram[f * width + f] = spread === 0 ? total : (gram[f * width + f] as number) + alpha / (spread * spread);
  }
  const coefficients = solveScaled(gram, moment, LEAST_PIVOT) ?? minimumNorm(x, columns, centred, weights, alpha);
  for (let f = 0; f < width; f++) coefficients[f] = scale[f] === 0 ? 0 : (coefficients[f] as number) / (scale[f] as number);
  let intercept = yMean;
  for (let f = 0; f < width; f++) intercept -= (coefficients[f] as number) * (columns.mean[f] as number);
  return { coefficients, intercept: fitIntercept ? intercept : 0 };
}

/** `XᵀWX` (lower triangle, row by row) and `XᵀWy`. */
function normalEquations(
  columns: Standardised,
  y: Float64Array,
  weights: Float64Array | undefined,
  signal: AbortSignal | undefined,
  onStep: (done: number) => void,
): { gram: Float64Array; moment: Float64Array } {
  const { rows, width, values } = columns;
  const size = width + 1;
  const products = new Float64Array(size * size);
  const moment = new Float64Array(width);
  const gram = new WeightedGram(columns);
  const own = new Float64Array(BLOCK).fill(1);
  const weighted = new Float64Array(BLOCK);
  for (let begin = 0; begin < rows; begin += BLOCK) {
    if ((begin / BLOCK) % 64 === 0) {
      onStep(begin / rows);
      signal?.throwIfAborted();
    }
    const count = Math.min(BLOCK, rows - begin);
    if (weights !== undefined) own.set(weights.subarray(begin, begin + count));
    gram.add(begin, count, own, products, 0, size);
    for (let at = 0; at < count; at++) weighted[at] = (own[at] as number) * (y[begin + at] as number);
    for (let f = 0; f < width; f++) moment[f] = (moment[f] as number) + dot(weighted, 0, values, f * rows + begin, count);
  }
  const square = new Float64Array(width * width);
  for (let f = 0; f < width; f++) square.set(products.subarray((f + 1) * size + 1, (f + 2) * size), f * width);
  return { gram: square, moment };
}
