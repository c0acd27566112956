import { MISSING_STRINGS } from "@mlops/core/onnx";
import {
  allocate,
  booleanColumn,
  type Column,
  columnOf,
  numericColumn,
  splitOf,
  stringColumn,
  type TableLike,
  toFloat64,
} from "@mlops/core/table";
import { DataError } from "@mlops/models/errors";

export type Kind = "numeric" | "boolean" | "string";

/** Numbers between steps; NaN is missing, booleans are 0 and 1. `owned` says that no table holds the array, so that a step may write to it. */
export interface NumericValues {
  readonly kind: "numeric" | "boolean";
  readonly values: Float64Array | Uint8Array;
  readonly owned: boolean;
}

/** Texts between steps; a code of -1 is missing, and so is every text of `MISSING_STRINGS`: they do not occur. */
export interface StringValues {
  readonly kind: "string";
  readonly codes: Int32Array;
  readonly dictionary: readonly string[];
}

export type Values = NumericValues | StringValues;

/** A column on its way into a fit. */
export interface NamedValues<C extends string = string> {
  readonly name: C;
  readonly values: Values;
}

/** A column that a fitted transformer reads or gives. */
export interface ColumnInfo<C extends string = string> {
  readonly name: C;
  readonly kind: Kind;
}

/**
 * A column of a table as steps take it. With `expected`, its kind must fit: booleans and numbers stand in for each other,
 * and a column of nothing but missing values fits any kind.
 * @throws DataError `COLUMN_MISSING`, or `COLUMN_TYPE` for a column of instants or of another kind
 */
export function readValues(table: TableLike, name: string, expected?: Kind): Values {
  const values = fromColumn(columnOf(table, name), name);
  if (expected === undefined || values.kind === expected) return values;
  if (isEmpty(values)) return emptyValues(table.numRows(), expected);
  if (values.kind !== "string" && expected !== "string") return { ...values, kind: expected };
  throw new DataError({
    code: "COLUMN_TYPE",
    column: name,
    actual: values.kind,
    expected,
    hint: "the column had another type when the transformer was fitted",
  });
}

/**
 * Columns of a table that a transformer is to be fitted on.
 * @throws DataError `NOT_TRAINING_SPLIT` for a table that a split marked otherwise, `TABLE_EMPTY`, `COLUMN_MISSING`, `COLUMN_DUPLICATE`, `COLUMN_TYPE`
 */
export function readTraining<C extends string>(table: TableLike, columns: readonly C[]): NamedValues<C>[] {
  checkTraining(table);
  const seen = new Set<string>();
  return columns.map((name) => {
    if (seen.has(name)) throw new DataError({ code: "COLUMN_DUPLICATE", column: name, hint: "name each column once" });
    seen.add(name);
    return { name, values: readValues(table, name) };
  });
}

/** @throws DataError `NOT_TRAINING_SPLIT` or `TABLE_EMPTY` */
export function checkTraining(table: TableLike): void {
  const split = splitOf(table);
  if (split !== undefined && split !== "train") throw new DataError({ code: "NOT_TRAINING_SPLIT", split });
  if (table.numRows() === 0) throw new DataError({ code: "TABLE_EMPTY" });
}

function fromColumn(column: Column, name: string): Values {
  if (column.kind === "string")
    return { kind: "string", codes: withoutMissingTexts(column.codes, column.dictionary), dictionary: column.dictionary };
  if (column.kind === "timestamp")
    throw new DataError({
      code: "COLUMN_TYPE",
      column: name,
      actual: "timestamp",
      expected: "numeric, boolean or string",
      hint: "derive numbers from it (an age, a weekday) or exclude it",
    });
  const values = toFloat64(column, name);
  return { kind: column.kind === "boolean" ? "boolean" : "numeric", values, owned: values !== column.values };
}

function withoutMissingTexts(codes: Int32Array, dictionary: readonly string[]): Int32Array {
  const missing = Uint8Array.from(dictionary, (text) => (MISSING_STRINGS.includes(text) ? 1 : 0));
  if (!missing.includes(1)) return codes;
  const kept = allocate(Int32Array, codes.length);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] as number;
    kept[row] = missing[code] === 1 ? -1 : code;
  }
  return kept;
}

function isEmpty(values: Values): boolean {
  return values.kind === "string" ? values.codes.every((code) => code < 0) : values.values.every(Number.isNaN);
}

function emptyValues(rows: number, kind: Kind): Values {
  if (kind === "string") return { kind, codes: allocate(Int32Array, rows).fill(-1), dictionary: [] };
  return { kind, values: allocate(Float64Array, rows).fill(Number.NaN), owned: true };
}

/** True if any row is missing. */
export function hasMissing(values: Values): boolean {
  if (values.kind === "string") return values.codes.includes(-1);
  const numbers = values.values;
  for (let row = 0; row < numbers.length; row++) if (Number.isNaN(numbers[row])) return true;
  return false;
}

/**
 * The numbers of a column as doubles, shared where they are doubles.
 * @throws DataError `COLUMN_TYPE` for texts
 */
export function doublesOf(values: Values, name: string, hint: string): Float64Array {
  if (values.kind === "string") throw new DataError({ code: "COLUMN_TYPE", column: name, actual: "string", expected: "numeric", hint });
  return values.values instanceof Float64Array ? values.values : Float64Array.from(values.values);
}

/** Doubles that a step may write to: the input itself where no table holds it, else a new array to be filled. */
export function writable(values: NumericValues): Float64Array {
  return values.owned && values.values instanceof Float64Array ? values.values : allocate(Float64Array, values.values.length);
}

/** The column a table shows; a missing value is missing there, not NaN. */
export function toColumn(values: Values): Column {
  if (values.kind === "string") return stringColumn(values.codes, values.dictionary);
  const numbers = values.values;
  const validity = hasMissing(values) ? presentBits(numbers) : null;
  if (values.kind === "boolean") return booleanColumn(Uint8Array.from(numbers), validity);
  return numericColumn(numbers, validity);
}

function presentBits(numbers: ArrayLike<number>): Uint8Array {
  const bits = allocate(Uint8Array, (numbers.length + 7) >> 3);
  for (let row = 0; row < numbers.length; row++) {
    if (!Number.isNaN(numbers[row])) bits[row >> 3] = (bits[row >> 3] as number) | (1 << (row & 7));
  }
  return bits;
}
