import { allocate } from "../table/allocate.ts";
import type { Column, Validity } from "../table/column.ts";
import { bigIntColumn, booleanColumn, numericColumn, stringColumn, timestampColumn } from "../table/make-column.ts";
import { isValid } from "../table/validity.ts";
import type { LiteralValue } from "./ast.ts";

/** States of a condition. */
export const FALSE = 0;
export const TRUE = 1;
export const UNKNOWN = 2;

/** Values of one type, one per row, or a single one that stands for every row (`constant`). */
export interface NumberVector {
  readonly type: "number" | "timestamp";
  readonly values: Float64Array;
  readonly validity: Validity;
  readonly constant: boolean;
}
export interface BigVector {
  readonly type: "bigint";
  readonly values: BigInt64Array;
  readonly validity: Validity;
  readonly constant: boolean;
}
export interface StringVector {
  readonly type: "string";
  readonly codes: Int32Array;
  readonly dictionary: readonly string[];
  readonly constant: boolean;
}
export interface BooleanVector {
  readonly type: "boolean";
  readonly states: Uint8Array;
  readonly constant: boolean;
}
export interface NullVector {
  readonly type: "null";
  readonly constant: true;
}
export type Vector = NumberVector | BigVector | StringVector | BooleanVector | NullVector;

export function vectorOfColumn(column: Column): Vector {
  switch (column.kind) {
    case "numeric": {
      const values = column.values instanceof Float64Array ? column.values : Float64Array.from(column.values);
      return { type: "number", values, validity: column.validity, constant: false };
    }
    case "bigint":
      return { type: "bigint", values: column.values, validity: column.validity, constant: false };
    case "timestamp":
      return { type: "timestamp", values: column.values, validity: column.validity, constant: false };
    case "string":
      return { type: "string", codes: column.codes, dictionary: column.dictionary, constant: false };
    case "boolean": {
      const states = Uint8Array.from(column.values);
      markUnknown(states, column.validity);
      return { type: "boolean", states, constant: false };
    }
  }
}

export function vectorOfLiteral(value: LiteralValue): Vector {
  if (value === null) return { type: "null", constant: true };
  switch (typeof value) {
    case "number":
      return { type: "number", values: Float64Array.of(value), validity: null, constant: true };
    case "bigint":
      return { type: "bigint", values: BigInt64Array.of(value), validity: null, constant: true };
    case "string":
      return { type: "string", codes: Int32Array.of(0), dictionary: [value], constant: true };
    default:
      return { type: "boolean", states: Uint8Array.of(value ? TRUE : FALSE), constant: true };
  }
}

/** Sets the state of every missing row to unknown. */
export function markUnknown(states: Uint8Array, validity: Validity): void {
  if (validity === null) return;
  for (let row = 0; row < states.length; row++) if (!isValid(validity, row)) states[row] = UNKNOWN;
}

/** Rows that have a value in both; constants have one by construction. */
export function bothValid(left: NumberVector | BigVector, right: NumberVector | BigVector): Validity {
  const a = left.validity;
  const b = right.validity;
  if (a === null || b === null) return a ?? b;
  const both = new Uint8Array(a.length);
  for (let i = 0; i < both.length; i++) both[i] = (a[i] as number) & (b[i] as number);
  return both;
}

/** The numbers of a vector; 64-bit integers become the nearest doubles. */
export function asNumbers(vector: Vector): NumberVector {
  if (vector.type === "number" || vector.type === "timestamp") return vector;
  const { values, validity, constant } = vector as BigVector;
  return { type: "number", values: Float64Array.from(values, Number), validity, constant };
}

/** The kernel column of a vector over so many rows; a vector of nothing but null is a numeric column without a value. */
export function columnOfVector(vector: Vector, rows: number): Column {
  switch (vector.type) {
    case "null":
      return numericColumn(allocate(Float64Array, rows), allocate(Uint8Array, (rows + 7) >> 3));
    case "string":
      return stringColumn(vector.constant ? allocate(Int32Array, rows).fill(vector.codes[0] as number) : vector.codes, vector.dictionary);
    case "boolean": {
      const states = vector.constant ? allocate(Uint8Array, rows).fill(vector.states[0] as number) : vector.states;
      if (!states.includes(UNKNOWN)) return booleanColumn(states);
      const values = allocate(Uint8Array, rows);
      const validity = allocate(Uint8Array, (rows + 7) >> 3);
      for (let row = 0; row < rows; row++) {
        if (states[row] === UNKNOWN) continue;
        values[row] = states[row] as number;
        validity[row >> 3] = (validity[row >> 3] as number) | (1 << (row & 7));
      }
      return booleanColumn(values, validity);
    }
    case "bigint":
      return bigIntColumn(
        vector.constant ? allocate(BigInt64Array, rows).fill(vector.values[0] as bigint) : vector.values,
        vector.validity,
      );
    default: {
      const values = vector.constant ? allocate(Float64Array, rows).fill(vector.values[0] as number) : vector.values;
      return vector.type === "timestamp" ? timestampColumn(values, vector.validity) : numericColumn(values, vector.validity, false);
    }
  }
}
