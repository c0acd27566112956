import type { Label, Matrix, Target } from "./matrix.ts";

/** Rows of the conformance data. */
export const ROWS = 240;

/** A fixed irrational rotation: values spread evenly over [0, 1), the same on every machine. */
function spread(row: number, step: number): number {
  const value = (row + 1) * step;
  return value - Math.floor(value);
}

/** Three features without missing values: two informative ones on different scales and one with few distinct values. */
export function conformanceMatrix(): Matrix {
  const columns = [new Float64Array(ROWS), new Float64Array(ROWS), new Float64Array(ROWS)] as const;
  for (let row = 0; row < ROWS; row++) {
    columns[0][row] = spread(row, 0.618_033_988_749_894_9) * 4 - 2;
    columns[1][row] = spread(row, 0.414_213_562_373_095_1) * 100;
    columns[2][row] = row % 5;
  }
  return { rows: ROWS, names: ["a", "b", "c"], columns };
}

/** A target that depends on the features, with overlap between the classes; numbers are whole and not negative for `counts`. */
export function conformanceTarget(kind: Target["kind"], classes: readonly Label[], x: Matrix, counts = false): Target {
  const [a, b, c] = x.columns as [Float64Array, Float64Array, Float64Array];
  const score = (row: number) =>
    (a[row] as number) + (b[row] as number) / 50 + (c[row] as number) / 4 + spread(row, 0.732_050_807_568_877_2);
  const number = (row: number) => (counts ? Math.max(0, Math.round(score(row))) : score(row));
  if (kind === "regression") return { kind, values: Float64Array.from({ length: ROWS }, (_, row) => number(row)) };
  const codes = Int32Array.from({ length: ROWS }, (_, row) =>
    Math.min(classes.length - 1, Math.max(0, Math.floor((score(row) * classes.length) / 4))),
  );
  return { kind, codes, classes };
}
