import type { Matrix } from "../../estimator/matrix.ts";
import { singularValues } from "../../stats/decompositions.ts";
import { triangularise } from "./triangularise.ts";

/**
 * The shortest `b` among those that minimise `‖√w·(y - yMean - (x - mean)·b)‖² + alpha·‖b‖²`. Householder reflections reduce the rows to a
 * square system first, its singular values below `ε · max(rows, width) · σ₁` count as 0.
 */
export function minimumNorm(
  x: Matrix,
  mean: Float64Array,
  y: Float64Array,
  yMean: number,
  weights: Float64Array | undefined,
  alpha: number,
): Float64Array {
  const width = x.columns.length;
  const extra = alpha > 0 ? width : 0;
  const rows = x.rows + extra;
  const a = Array.from({ length: width }, () => new Float64Array(rows));
  const b = new Float64Array(rows);
  for (let row = 0; row < x.rows; row++) {
    const root = weights === undefined ? 1 : Math.sqrt(weights[row] as number);
    b[row] = root * ((y[row] as number) - yMean);
    for (let f = 0; f < width; f++)
      (a[f] as Float64Array)[row] = root * (((x.columns[f] as Float64Array)[row] as number) - (mean[f] as number));
  }
  for (let f = 0; f < extra; f++) (a[f] as Float64Array)[x.rows + f] = Math.sqrt(alpha);
  const height = Math.min(rows, width);
  if (rows > width) triangularise(a, b);
  const square = new Float64Array(height * width);
  for (let f = 0; f < width; f++) for (let i = 0; i < height; i++) square[i * width + f] = (a[f] as Float64Array)[i] as number;
  const { u, s, v } = singularValues(square, height, width);
  const least = Number.EPSILON * Math.max(rows, width) * (s[0] as number);
  const solution = new Float64Array(width);
  for (let k = 0; k < s.length; k++) {
    if (!((s[k] as number) > least)) continue;
    let share = 0;
    for (let i = 0; i < height; i++) share += (u[i * s.length + k] as number) * (b[i] as number);
    share /= s[k] as number;
    for (let f = 0; f < width; f++) solution[f] = (solution[f] as number) + share * (v[f * s.length + k] as number);
  }
  return solution;
}
