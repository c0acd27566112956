import { checkFinite } from "../../estimator/check-input.ts";
import type { Matrix } from "../../estimator/matrix.ts";
import { columnUnits } from "./column-units.ts";
import { type CrossProductOptions, crossProducts } from "./cross-products.ts";
import type { Units } from "./row-blocks.ts";
import { squaresOverflow } from "./squares-overflow.ts";

/** Means of columns and the products of what they deviate by. */
export interface CentredProducts {
  /** Sum of the row weights. */
  readonly total: number;
  readonly mean: Float64Array;
  /** Powers of two by which deviations were multiplied. */
  readonly scale: Float64Array;
  /** `Σ w · (x_i - mean_i) · scale_i · (x_j - mean_j) · scale_j`: lower triangle, row by row; exactly 0 for a constant column. */
  readonly values: Float64Array;
}

/**
 * Means (0 unless `centre`) and centred cross products of the features and of `target` as one more column, in one pass over the rows where
 * evenly spread rows tell well enough where columns lie, else in two more. Throws `DataError` `VALUE_INVALID` for a value that is not finite.
 */
export function centredProducts(
  x: Matrix,
  target: Float64Array | null,
  centre: boolean,
  options: CrossProductOptions = {},
): CentredProducts {
  const columns = target === null ? x.columns : [...x.columns, target];
  for (const which of ["some", "all"] as const) {
    const units = columnUnits(columns, options.weights, centre, which);
    const found = productsIn(columns, x.rows, units, centre, options);
    if (found.values.every(Number.isFinite) && (which === "all" || found.near)) return found;
    if (!found.values.every(Number.isFinite)) checkFinite(x);
  }
  throw squaresOverflow();
}

function productsIn(
  columns: readonly Float64Array[],
  rows: number,
  units: Units,
  centre: boolean,
  options: CrossProductOptions,
): CentredProducts & { near: boolean } {
  const width = columns.length;
  const shift = Float64Array.of(0, ...units.shift);
  const scale = Float64Array.of(1, ...units.scale);
  const { size, values: raw } = crossProducts([null, ...columns], rows, { shift, scale }, options);
  const total = raw[0] as number;
  const values = new Float64Array(width * width);
  const mean = new Float64Array(width);
  let near = true;
  for (let i = 0; i < width; i++) {
    const line = (i + 1) * size;
    const own = centre ? (raw[line] as number) : 0;
    mean[i] = (units.shift[i] as number) + own / total / (units.scale[i] as number);
    for (let j = 0; j <= i; j++) {
      const other = centre ? (raw[(j + 1) * size] as number) : 0;
      values[i * width + j] = (raw[line + j + 1] as number) - (own / total) * other;
    }
    // a mean further off than the column spreads costs digits
    if (own * own > 0.5 * total * (raw[line + i + 1] as number)) near = false;
  }
  return { total, mean, scale: units.scale, values, near };
}
