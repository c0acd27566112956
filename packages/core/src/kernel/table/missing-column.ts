import { allocate } from "./allocate.ts";
import type { Column, ColumnKind } from "./column.ts";
import { bigIntColumn, booleanColumn, numericColumn, stringColumn, timestampColumn } from "./make-column.ts";

/**
 * A column of one kind whose every row is missing.
 * @example [...missingColumn("string", 2)] // => [undefined, undefined]
 */
export function missingColumn<K extends ColumnKind>(kind: K, length: number): Extract<Column, { kind: K }>;
export function missingColumn(kind: ColumnKind, length: number): Column {
  const none = allocate(Uint8Array, (length + 7) >> 3);
  switch (kind) {
    case "numeric":
      return numericColumn(allocate(Float64Array, length), none);
    case "bigint":
      return bigIntColumn(allocate(BigInt64Array, length), none);
    case "boolean":
      return booleanColumn(allocate(Uint8Array, length), none);
    case "timestamp":
      return timestampColumn(allocate(Float64Array, length), none);
    case "string":
      return stringColumn(allocate(Int32Array, length).fill(-1), []);
  }
}
