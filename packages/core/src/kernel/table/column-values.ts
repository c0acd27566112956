import { DataError } from "@mlops/models/errors";
import { allocate } from "./allocate.ts";
import type { Column } from "./column.ts";
import { countMissing, isValid } from "./validity.ts";

/**
 * How many rows are missing. NaN is a value and does not count.
 * @example missingCount(numericColumn(Float64Array.of(1, NaN, 3), Uint8Array.of(0b011))) // => 1
 */
export function missingCount(column: Column): number {
  if (column.kind !== "string") return countMissing(column.validity, column.length);
  let missing = 0;
  for (let row = 0; row < column.length; row++) if ((column.codes[row] as number) < 0) missing++;
  return missing;
}

/**
 * The column as doubles: missing becomes NaN, false and true 0 and 1, instants milliseconds since 1970 UTC, 64-bit integers the nearest double.
 * Shares the column's memory where it holds doubles without a missing value: do not write to the result.
 * @throws DataError `COLUMN_TYPE` for strings
 * @example [...toFloat64(booleanColumn(Uint8Array.of(1, 0)))] // => [1, 0]
 */
export function toFloat64(column: Column, name = "values"): Float64Array {
  if (column.kind === "string") throw new DataError({ code: "COLUMN_TYPE", column: name, actual: "string", expected: "numeric" });
  const { values, validity, length } = column;
  if (values instanceof Float64Array && countMissing(validity, length) === 0) return values;
  const doubles = allocate(Float64Array, length);
  if (column.kind === "bigint") for (let row = 0; row < length; row++) doubles[row] = Number(column.values[row]);
  else doubles.set(values as Exclude<typeof values, BigInt64Array>);
  if (validity !== null) for (let row = 0; row < length; row++) if (!isValid(validity, row)) doubles[row] = Number.NaN;
  return doubles;
}
