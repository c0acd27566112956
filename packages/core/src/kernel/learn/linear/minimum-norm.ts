import type { Matrix } from "../../estimator/matrix.ts";
import { singularValues } from "../../stats/decompositions.ts";

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

/** Householder reflections that leave an upper triangle in the first rows of `a`; `b` takes part. In place. */
function triangularise(a: readonly Float64Array[], b: Float64Array): void {
  for (const [k, pivot] of a.entries()) {
    let norm = 0;
    for (let i = k; i < b.length; i++) norm += (pivot[i] as number) ** 2;
    norm = Math.sqrt(norm);
    if (norm === 0) continue;
    const alpha = (pivot[k] as number) > 0 ? -norm : norm;
    const reflector = pivot.slice(k);
    reflector[0] = (reflector[0] as number) - alpha;
    let squares = 0;
    for (let i = 0; i < reflector.length; i++) squares += (reflector[i] as number) ** 2;
    for (const column of [...a.slice(k), b]) {
      let product = 0;
      for (let i = 0; i < reflector.length; i++) product += (reflector[i] as number) * (column[k + i] as number);
      const factor = (2 * product) / squares;
      for (let i = 0; i < reflector.length; i++) column[k + i] = (column[k + i] as number) - factor * (reflector[i] as number);
    }
  }
}
