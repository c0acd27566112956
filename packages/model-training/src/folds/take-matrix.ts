import type { Matrix, Target } from "@mlops/core/estimator";

/** The numbers at `rows`, which may repeat. */
export function takeNumbers(values: Float64Array, rows: Uint32Array): Float64Array {
  const out = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) out[i] = values[rows[i] as number] as number;
  return out;
}

/** The rows of a matrix at `rows`. */
export function takeMatrix(x: Matrix, rows: Uint32Array): Matrix {
  return { rows: rows.length, names: x.names, columns: x.columns.map((column) => takeNumbers(column, rows)) };
}

/** The targets at `rows`; classes stay those of the whole. */
export function takeTarget(y: Target, rows: Uint32Array): Target {
  if (y.kind === "regression") return { kind: "regression", values: takeNumbers(y.values, rows) };
  return { kind: "classification", classes: y.classes, codes: Int32Array.from(rows, (row) => y.codes[row] as number) };
}
