import { DataError } from "@mlops/models/errors";
import type { Series } from "../table/column.ts";
import type { Matrix } from "./matrix.ts";
import { numbersOf } from "./numbers-of.ts";

/**
 * A design matrix over numeric and boolean columns, `names.length` columns of equally many rows.
 * Missing values become NaN, booleans 0 and 1; columns that already are doubles without missing values are shared, not copied.
 * Throws `DataError`: `COLUMN_TYPE` for text and dates, `COLUMN_LENGTH`, `COLUMN_DUPLICATE`.
 * @example
 * const x = matrixOf([[1, null, 3], [true, false, true]], ["tenure", "active"]);
 * x.rows // => 3
 * [...x.columns[0]] // => [1, NaN, 3]
 * [...x.columns[1]] // => [1, 0, 1]
 */
export function matrixOf(columns: readonly Series[], names: readonly string[]): Matrix {
  if (columns.length !== names.length) {
    throw new DataError({
      code: "SIGNATURE_MISMATCH",
      detail: `${columns.length} columns were given with ${names.length} names`,
      hint: "give one name per column",
    });
  }
  const matrix: Matrix = {
    rows: columns[0]?.length ?? 0,
    names: [...names],
    columns: columns.map((column, at) => numbersOf(column, names[at] as string)),
  };
  checkMatrix(matrix);
  return matrix;
}

/** Throws `COLUMN_DUPLICATE` or `COLUMN_LENGTH` where names repeat or columns have different lengths. */
export function checkMatrix(matrix: Matrix): void {
  const seen = new Set<string>();
  for (const [at, name] of matrix.names.entries()) {
    if (seen.has(name)) throw new DataError({ code: "COLUMN_DUPLICATE", column: name });
    seen.add(name);
    const actual = matrix.columns[at]?.length ?? 0;
    if (actual !== matrix.rows) throw new DataError({ code: "COLUMN_LENGTH", column: name, actual, expected: matrix.rows });
  }
}
