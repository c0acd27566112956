import { DataError } from "@mlops/models/errors";
import { allocate } from "./allocate.ts";
import type { Column, NumericArray, Validity } from "./column.ts";
import { bigIntColumn, booleanColumn, numericColumn, stringColumn, timestampColumn } from "./make-column.ts";
import { isValid } from "./validity.ts";

/**
 * A new column with the rows at `indices`, in that order; a row may be taken more than once, missing stays missing.
 * A string column keeps its dictionary. O(rows taken).
 * @throws DataError `VALUE_INVALID` for an index that is not a row of the column
 * @example [...takeRows(numericColumn(Float64Array.of(10, 20, 30)), [2, 0])] // => [30, 10]
 */
export function takeRows<C extends Column>(column: C, indices: ArrayLike<number>): C;
export function takeRows(column: Column, indices: ArrayLike<number>): Column {
  checkIndices(indices, column.length);
  switch (column.kind) {
    case "numeric":
      return numericColumn(gather(column.values, indices), gatherValidity(column.validity, indices), column.integer);
    case "bigint":
      return bigIntColumn(gather(column.values, indices), gatherValidity(column.validity, indices));
    case "boolean":
      return booleanColumn(gather(column.values, indices), gatherValidity(column.validity, indices));
    case "timestamp":
      return timestampColumn(gather(column.values, indices), gatherValidity(column.validity, indices));
    case "string":
      return stringColumn(gather(column.codes, indices), column.dictionary);
  }
}

function checkIndices(indices: ArrayLike<number>, length: number): void {
  for (let i = 0; i < indices.length; i++) {
    const row = indices[i] as number;
    if (!(Number.isInteger(row) && row >= 0 && row < length)) {
      const detail = `entry ${i} is ${row}, the column has ${length} rows`;
      throw new DataError({ code: "VALUE_INVALID", what: "the list of rows", detail, row: i, hint: "give row numbers from 0 on" });
    }
  }
}

type Constructor<A> = { new (buffer: ArrayBufferLike, byteOffset: number, length: number): A; readonly BYTES_PER_ELEMENT: number };

function gather<A extends NumericArray | BigInt64Array>(source: A, indices: ArrayLike<number>): A {
  const target = allocate(source.constructor as Constructor<A>, indices.length);
  for (let i = 0; i < indices.length; i++) target[i] = source[indices[i] as number] as number & bigint;
  return target;
}

function gatherValidity(source: Validity, indices: ArrayLike<number>): Validity {
  if (source === null) return null;
  const target = allocate(Uint8Array, (indices.length + 7) >> 3);
  let missing = 0;
  for (let i = 0; i < indices.length; i++) {
    if (isValid(source, indices[i] as number)) target[i >> 3] = (target[i >> 3] as number) | (1 << (i & 7));
    else missing++;
  }
  return missing === 0 ? null : target;
}
