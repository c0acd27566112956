import { DataError } from "@mlops/models/errors";
import { allocate } from "./allocate.ts";
import type { ArrayLikeColumn, Column, ColumnKind, NumericArray, Series, Validity } from "./column.ts";
import { isColumn } from "./is-column.ts";
import { bigIntColumn, booleanColumn, numericColumn, stringColumn, timestampColumn } from "./make-column.ts";

/**
 * A kernel column of any vector, its kind inferred from all values: null and undefined are missing, everything else must be of one type.
 * Numbers that all are safe integers make an integer column; bigints within ±(2^53 − 1) become numbers; a vector of nothing but missing values is numeric.
 * Kernel columns are returned as they are and typed arrays of numbers are not copied. O(n) otherwise.
 * @param name - how errors call the vector
 * @throws DataError `COLUMN_TYPE` naming the first row of another type
 * @example fromValues(["a", null, "a"]).dictionary // => ["a"]
 */
export function fromValues(values: Series, name = "values"): Column {
  if (isColumn(values)) return values;
  if (ArrayBuffer.isView(values)) return fromTypedArray(values as NumericArray | BigInt64Array, name);
  const kind = inferKind(values as ArrayLikeColumn, name);
  return BUILDERS[kind](values as ArrayLikeColumn, name);
}

function fromTypedArray(values: NumericArray | BigInt64Array, name: string): Column {
  switch (values.constructor.name) {
    case "BigInt64Array":
    case "BigUint64Array":
      return buildBigInt(values as BigInt64Array, name);
    case "Uint8ClampedArray":
      return numericColumn(new Uint8Array(values.buffer, values.byteOffset, values.length));
    case "DataView":
      throw typeError(name, 0, "DataView", "an array");
    case "Float16Array":
      return numericColumn(Float64Array.from(values as Float64Array));
    default:
      return numericColumn(values as NumericArray);
  }
}

/** The kind of one value, undefined where it is missing or of no kind a column can hold. */
function kindOf(value: unknown): ColumnKind | undefined {
  switch (typeof value) {
    case "number":
      return "numeric";
    case "string":
      return "string";
    case "boolean":
      return "boolean";
    case "bigint":
      return "bigint";
    default:
      return Object.prototype.toString.call(value) === "[object Date]" ? "timestamp" : undefined;
  }
}

function describe(value: unknown): string {
  return kindOf(value) ?? (Array.isArray(value) ? "array" : typeof value);
}

function typeError(column: string, row: number, actual: string, expected: string): DataError {
  return new DataError({
    code: "COLUMN_TYPE",
    message: `column "${column}" holds ${actual} in row ${row}, not ${expected}`,
    hint: "give the column one type: numbers, strings, booleans, dates or bigints, with null where a value is missing",
    column,
    row,
    actual,
    expected,
  });
}

function inferKind(values: ArrayLikeColumn, name: string): ColumnKind {
  let kind: ColumnKind | undefined;
  for (let row = 0; row < values.length; row++) {
    const value = values.at(row);
    if (value === null || value === undefined) continue;
    const found = kindOf(value);
    if (found === kind && found !== undefined) continue;
    if (kind !== undefined || found === undefined) throw typeError(name, row, describe(value), kind ?? "a column value");
    kind = found;
  }
  return kind ?? "numeric";
}

/** Fills `set` for every row with a value; returns the validity bits, null where nothing is missing. */
function fill(values: ArrayLikeColumn, set: (row: number, value: unknown) => void): Validity {
  const bits = allocate(Uint8Array, (values.length + 7) >> 3);
  let missing = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values.at(row);
    if (value === null || value === undefined) {
      missing++;
      continue;
    }
    bits[row >> 3] = (bits[row >> 3] as number) | (1 << (row & 7));
    set(row, value);
  }
  return missing === 0 ? null : bits;
}

function buildNumeric(values: ArrayLikeColumn): Column {
  const target = allocate(Float64Array, values.length);
  let present = 0;
  let integers = 0;
  const validity = fill(values, (row, value) => {
    target[row] = value as number;
    present++;
    if (Number.isSafeInteger(value)) integers++;
  });
  return numericColumn(target, validity, present > 0 && integers === present);
}

function buildBigInt(values: ArrayLikeColumn, name: string): Column {
  const target = allocate(BigInt64Array, values.length);
  let safe = true;
  const validity = fill(values, (row, value) => {
    const big = value as bigint;
    if (BigInt.asIntN(64, big) !== big) throw typeError(name, row, `${big}`, "an integer of 64 bits");
    if (safe && (big > Number.MAX_SAFE_INTEGER || big < Number.MIN_SAFE_INTEGER)) safe = false;
    target[row] = big;
  });
  if (!safe) return bigIntColumn(target, validity);
  const doubles = allocate(Float64Array, values.length);
  for (let row = 0; row < doubles.length; row++) doubles[row] = Number(target[row]);
  return numericColumn(doubles, validity, true);
}

function buildBoolean(values: ArrayLikeColumn): Column {
  const target = allocate(Uint8Array, values.length);
  const validity = fill(values, (row, value) => {
    target[row] = value ? 1 : 0;
  });
  return booleanColumn(target, validity);
}

function buildString(values: ArrayLikeColumn): Column {
  const codes = allocate(Int32Array, values.length).fill(-1);
  const codeOf = new Map<string, number>();
  fill(values, (row, value) => {
    let code = codeOf.get(value as string);
    if (code === undefined) {
      code = codeOf.size;
      codeOf.set(value as string, code);
    }
    codes[row] = code;
  });
  return stringColumn(codes, [...codeOf.keys()]);
}

function buildTimestamp(values: ArrayLikeColumn, name: string): Column {
  const target = allocate(Float64Array, values.length);
  const validity = fill(values, (row, value) => {
    const milliseconds = (value as Date).getTime();
    if (Number.isNaN(milliseconds)) throw typeError(name, row, "an invalid date", "an instant");
    target[row] = milliseconds;
  });
  return timestampColumn(target, validity);
}

const BUILDERS: Record<ColumnKind, (values: ArrayLikeColumn, name: string) => Column> = {
  numeric: buildNumeric,
  bigint: buildBigInt,
  boolean: buildBoolean,
  string: buildString,
  timestamp: buildTimestamp,
};
