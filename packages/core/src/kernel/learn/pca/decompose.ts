import type { Matrix } from "../../estimator/matrix.ts";
import { singularValues, symmetricEigen } from "../../stats/decompositions.ts";
import { columnVariances } from "../column-means.ts";
import { crossProducts } from "../linear/cross-products.ts";
import { triangularise } from "../linear/triangularise.ts";
import { requireVariances } from "../require-range.ts";
import type { Backend } from "../wasm/machine.ts";

/** Rows per column from which the covariance is decomposed; with fewer the rows themselves are, which costs little then. */
const TALL = 10;
/** An eigenvalue of the covariance below this share of the largest has lost half of its digits. */
const CONDITION = 1e-8;
/** An eigenvalue below this share of the largest, per column, is rounding: a column that others make up. */
const REPEATED = 1e-14;
/** Products that decomposing the rows may cost for the sake of small variances. */
const MOST_PRODUCTS = 2e8;

export interface Decomposition {
  /** Variances along the components, descending, `rows − 1` in the denominator; as many as the lesser of rows and columns. */
  readonly variances: Float64Array;
  /** Unit vectors, one per variance. */
  readonly vectors: readonly Float64Array[];
}

/**
 * Principal axes of rows around their means: by the eigenvalues of the covariance where rows are many, else by the singular values of the rows, whose error is
 * relative to the largest deviation, not to its square. Many rows too where columns differ so much in spread that the least variances would be rounding.
 */
export function decompose(x: Matrix, means: Float64Array, backend: Backend, onBlock: (done: number) => void): Decomposition {
  const width = x.columns.length;
  if (x.rows >= TALL * width) {
    const covariance = covarianceOf(x, means, backend, onBlock);
    requireVariances(
      x,
      Float64Array.from(means, (_, f) => covariance[f * width + f] as number),
    );
    const found = ofCovariance(covariance, width);
    if (isExact(found.variances, covariance, width) || x.rows * width * width > MOST_PRODUCTS) return found;
  } else requireVariances(x, columnVariances(x.columns, means));
  return ofRows(x, means);
}

/** By the sums of products around the means, in one pass. Row by row. */
function covarianceOf(x: Matrix, means: Float64Array, backend: Backend, onBlock: (done: number) => void): Float64Array {
  const width = x.columns.length;
  const units = { shift: means, scale: new Float64Array(width).fill(1) };
  const { size, values } = crossProducts(x.columns, x.rows, units, { backend, onBlock });
  const covariance = new Float64Array(width * width);
  for (let i = 0; i < width; i++) {
    for (let j = 0; j <= i; j++) {
      const value = (values[i * size + j] as number) / (x.rows - 1);
      covariance[i * width + j] = value;
      covariance[j * width + i] = value;
    }
  }
  return covariance;
}

function ofCovariance(covariance: Float64Array, width: number): Decomposition {
  const { values, vectors } = symmetricEigen(covariance, width);
  return {
    variances: values.map((value) => (value > REPEATED * width * (values[0] as number) ? value : 0)),
    vectors: Array.from({ length: width }, (_, k) => upright(vectors.slice(k * width, (k + 1) * width))),
  };
}

/** Whether the least variance has digits, or has none to find: columns of like spread that repeat each other. */
function isExact(variances: Float64Array, covariance: Float64Array, width: number): boolean {
  if ((variances[width - 1] as number) >= CONDITION * (variances[0] as number)) return true;
  const spread = Float64Array.from(variances, (_, f) => covariance[f * width + f] as number);
  const varying = [...spread.keys()].filter((f) => (spread[f] as number) > 0);
  const [least, most] = [Math.min(...varying.map((f) => spread[f] as number)), Math.max(...spread)];
  if (least < CONDITION * most) return false;
  const correlation = new Float64Array(varying.length ** 2);
  for (const [i, f] of varying.entries())
    for (const [j, g] of varying.entries())
      correlation[i * varying.length + j] =
        (covariance[f * width + g] as number) / Math.sqrt((spread[f] as number) * (spread[g] as number));
  const last = symmetricEigen(correlation, varying.length).values.at(-1) ?? 1;
  return last < REPEATED * width || last > CONDITION;
}

/** Householder reflections first where there are more rows than columns: the triangle they leave has the same singular values and is small. */
function ofRows(x: Matrix, means: Float64Array): Decomposition {
  const width = x.columns.length;
  const centred = x.columns.map((column, f) => column.map((value) => value - (means[f] as number)));
  const height = Math.min(x.rows, width);
  if (x.rows > width) triangularise(centred, new Float64Array(x.rows));
  const square = new Float64Array(height * width);
  for (const [f, column] of centred.entries()) for (let i = 0; i < height; i++) square[i * width + f] = column[i] as number;
  const { s, v } = singularValues(square, height, width);
  return {
    variances: s.map((value) => value ** 2 / (x.rows - 1)),
    vectors: Array.from(s, (_, k) => upright(Float64Array.from({ length: width }, (__, f) => v[f * s.length + k] as number))),
  };
}

/** The vector or its opposite: its largest element is positive, the first of those that rounding alone tells apart. */
function upright(vector: Float64Array): Float64Array {
  let largest = 0;
  for (const value of vector) largest = Math.max(largest, Math.abs(value));
  const sign = (vector.find((value) => Math.abs(value) >= (1 - 1e-9) * largest) as number) < 0 ? -1 : 1;
  return vector.map((value) => sign * value);
}
