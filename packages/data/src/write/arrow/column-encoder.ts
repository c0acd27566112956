import {
  type BigIntColumn,
  type BooleanColumn,
  type Column,
  countMissing,
  isValid,
  type NumericColumn,
  type TimestampColumn,
} from "@mlops/core/table";
import { DataError } from "@mlops/models";
import { type ArrowTypeShape, boolType, floatType, instantType, intType } from "./arrow-metadata.ts";

/** Some rows of a column: the buffers of a batch, validity first (empty where nothing is missing). */
export interface EncodedPart {
  readonly missing: number;
  readonly buffers: readonly Uint8Array[];
}

/** How a column becomes Arrow's buffers. */
export interface ColumnEncoder {
  readonly type: ArrowTypeShape;
  /** The rows from `start`, a multiple of 8, to before `end`. */
  part(start: number, end: number): EncodedPart;
}

/** Bytes of the values themselves: no copy. */
function bytesOf(values: NumericColumn["values"] | BigInt64Array, start: number, end: number): Uint8Array {
  const width = values.BYTES_PER_ELEMENT;
  return new Uint8Array(values.buffer, values.byteOffset + start * width, (end - start) * width);
}

const NOTHING = new Uint8Array(0);

/** Validity bits of some rows and how many of them are missing. */
function validityOf(column: Exclude<Column, { kind: "string" }>, start: number, end: number): { bits: Uint8Array; missing: number } {
  const bits = column.validity?.subarray(start >> 3, (end + 7) >> 3) ?? NOTHING;
  const missing = column.validity === null ? 0 : countMissing(bits, end - start);
  return { bits: missing === 0 ? NOTHING : bits, missing };
}

function numericType({ values }: NumericColumn): ArrowTypeShape {
  if (values instanceof Float64Array) return floatType(64);
  if (values instanceof Float32Array) return floatType(32);
  return intType(values.BYTES_PER_ELEMENT * 8, values instanceof Int32Array || values instanceof Int16Array || values instanceof Int8Array);
}

function plain(column: NumericColumn | BigIntColumn, type: ArrowTypeShape): ColumnEncoder {
  return {
    type,
    part(start, end) {
      const { bits, missing } = validityOf(column, start, end);
      return { missing, buffers: [bits, bytesOf(column.values, start, end)] };
    },
  };
}

/** Whole numbers as 64-bit integers, what is missing as 0; `wholeAt` gives a double, which has no more than 53 bits to be parted. */
function words(
  column: NumericColumn | TimestampColumn,
  type: ArrowTypeShape,
  wholeAt: (value: number) => number,
  refuse: (row: number) => DataError,
): ColumnEncoder {
  const { values, validity } = column;
  return {
    type,
    part(start, end) {
      const { bits, missing } = validityOf(column, start, end);
      const target = new Int32Array((end - start) * 2);
      for (let row = start, at = 0; row < end; row++, at += 2) {
        if (missing > 0 && !isValid(validity, row)) continue;
        const whole = wholeAt(values[row] as number);
        const high = Math.floor(whole / 4294967296);
        if (!(high >= -2147483648 && high < 2147483648)) throw refuse(row);
        target[at] = whole - high * 4294967296;
        target[at + 1] = high;
      }
      return { missing, buffers: [bits, new Uint8Array(target.buffer)] };
    },
  };
}

function booleans(column: BooleanColumn): ColumnEncoder {
  const { values } = column;
  return {
    type: boolType,
    part(start, end) {
      const { bits, missing } = validityOf(column, start, end);
      const packed = new Uint8Array((end - start + 7) >> 3);
      for (let row = start; row < end; row++)
        if (values[row] === 1) packed[(row - start) >> 3] = (packed[(row - start) >> 3] as number) | (1 << (row & 7));
      return { missing, buffers: [bits, packed] };
    },
  };
}

const invalid = (name: string, row: number, detail: string): DataError =>
  new DataError({ code: "VALUE_INVALID", what: `column "${name}"`, detail: `row ${row} ${detail}` });

/** @throws DataError `VALUE_INVALID`, from `part`, for an integer that is none and an instant beyond the years that 64 bits of microseconds count */
export function columnEncoder(name: string, column: Exclude<Column, { kind: "string" }>): ColumnEncoder {
  switch (column.kind) {
    case "boolean":
      return booleans(column);
    case "bigint":
      return plain(column, intType(64, true));
    case "timestamp":
      return words(
        column,
        instantType,
        (milliseconds) => Math.round(milliseconds * 1000),
        (row) => invalid(name, row, `holds an instant of ${column.values[row]} milliseconds, which has no place in Arrow`),
      );
    case "numeric": {
      if (!(column.values instanceof Float64Array && column.integer)) return plain(column, numericType(column));
      const whole = (value: number): number => (Number.isSafeInteger(value) ? value : Number.NaN);
      return words(column, intType(64, true), whole, (row) => invalid(name, row, `holds ${column.values[row]} in a column of integers`));
    }
  }
}
