import { DataError } from "@mlops/models/errors";
import type { Column, Series } from "../table/column.ts";
import { isValid } from "../table/validity.ts";

const KINDS: ReadonlySet<unknown> = new Set(["numeric", "bigint", "boolean", "string", "timestamp"] satisfies Column["kind"][]);

/** The kernel column behind a series, or null for any other vector. */
export function kernelColumn(series: Series): Column | null {
  return "kind" in series && KINDS.has(series.kind) ? (series as Column) : null;
}

/** The value at `row` of any vector; `undefined` past its end. */
export function valueAt(series: Series, row: number): unknown {
  return series.at(row);
}

/**
 * A vector as doubles: missing values become NaN, booleans 0 and 1, 64-bit integers the nearest double.
 * A `Float64Array`, or a numeric column over one without missing values, is returned as it is, not copied.
 * Text, dates and other values throw `COLUMN_TYPE`.
 */
export function numbersOf(series: Series, name: string): Float64Array {
  if (series instanceof Float64Array) return series;
  const column = kernelColumn(series);
  if (column === null) return fromValues(series, name);
  if (column.kind === "string" || column.kind === "timestamp") throw notNumeric(name, column.kind);
  if (column.validity === null && column.values instanceof Float64Array) return column.values;
  const out = new Float64Array(column.length);
  for (let row = 0; row < out.length; row++) out[row] = isValid(column.validity, row) ? Number(column.values[row]) : Number.NaN;
  return out;
}

function fromValues(series: Series, name: string): Float64Array {
  const out = new Float64Array(series.length);
  for (let row = 0; row < out.length; row++) {
    const value = valueAt(series, row);
    if (typeof value === "number") out[row] = value;
    else if (value === null || value === undefined) out[row] = Number.NaN;
    else if (typeof value === "boolean" || typeof value === "bigint") out[row] = Number(value);
    else throw notNumeric(name, value instanceof Date ? "timestamp" : typeof value);
  }
  return out;
}

function notNumeric(name: string, actual: string): DataError {
  return new DataError({ code: "COLUMN_TYPE", column: name, actual, expected: "numeric", hint: "encode it as numbers first" });
}
