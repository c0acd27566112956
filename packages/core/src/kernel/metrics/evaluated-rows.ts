import { ConfigError, DataError } from "@mlops/models/errors";

/** Rows that count: known outcome, checked weights. */
export interface EvaluatedRows {
  readonly n: number;
  /** Row numbers in the caller's arrays, null where all rows count. */
  readonly rows: Uint32Array | null;
  /** One per counting row, null where all are 1. */
  readonly weights: Float64Array | null;
}

/**
 * Leaves out the rows whose outcome is missing, and checks lengths and weights.
 * @throws DataError `COLUMN_LENGTH` or `VALUE_INVALID`
 */
export function evaluatedRows(n: number, isMissing: (row: number) => boolean, weight: Float64Array | undefined): EvaluatedRows {
  if (weight !== undefined) {
    checkLength("sampleWeight", weight.length, n);
    for (let row = 0; row < n; row++) {
      const w = weight[row] as number;
      if (!(w >= 0 && w < Number.POSITIVE_INFINITY)) throw invalid("sampleWeight", row, w, "a finite number from 0 on");
    }
  }
  let counting = 0;
  for (let row = 0; row < n; row++) if (!isMissing(row)) counting++;
  if (counting === n) return { n, rows: null, weights: weight ?? null };
  const rows = new Uint32Array(counting);
  counting = 0;
  for (let row = 0; row < n; row++) if (!isMissing(row)) rows[counting++] = row;
  return { n: rows.length, rows, weights: weight === undefined ? null : pick(weight, rows) };
}

/** The values at `rows`; the array itself where all rows count. */
export function pick(values: Float64Array, rows: Uint32Array | null): Float64Array {
  if (rows === null) return values;
  const picked = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) picked[i] = values[rows[i] as number] as number;
  return picked;
}

export function checkLength(column: string, actual: number, expected: number): void {
  if (actual !== expected) throw new DataError({ code: "COLUMN_LENGTH", column, actual, expected });
}

export function checkFinite(what: string, values: Float64Array): void {
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number;
    if (!Number.isFinite(value)) throw invalid(what, row, value, "a finite number");
  }
}

export function invalid(what: string, row: number, value: number, expected: string): DataError {
  return new DataError({ code: "VALUE_INVALID", what, detail: `row ${row} is ${value}, not ${expected}`, row, actual: value, expected });
}

/** The confidence level of the options. @throws ConfigError `PARAMETER_INVALID` */
export function checkLevel(level = 0.95): number {
  if (!(level > 0 && level < 1))
    throw new ConfigError({ code: "PARAMETER_INVALID", parameter: "level", detail: `${level} is not between 0 and 1` });
  return level;
}
