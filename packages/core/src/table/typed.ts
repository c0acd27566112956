import { DataError } from "@mlops/models/errors";
import { type Column, type ColumnType, columnOf, type Schema, type TableLike } from "../kernel/table/index.ts";
import type { Table } from "./typed-table.ts";

const KIND: Record<ColumnType, Column["kind"]> = {
  number: "numeric",
  string: "string",
  boolean: "boolean",
  timestamp: "timestamp",
  bigint: "bigint",
};

/**
 * The same table with a compile-time schema, after a check that it has these columns with these types; it may have more.
 * A column of nothing but missing values fits every type.
 * @throws DataError `COLUMN_MISSING` or `COLUMN_TYPE`
 * @example typed({ x: "number" }, aq.table({ x: [1, 2] })).get("x", 1) // => 2
 */
export function typed<const S extends Schema>(schema: S, table: TableLike): Table<S> {
  for (const [name, type] of Object.entries(schema)) {
    const column: Column = columnOf(table, name);
    if (column.kind !== KIND[type] && !isEmpty(column)) {
      throw new DataError({ code: "COLUMN_TYPE", column: name, actual: column.kind, expected: KIND[type] });
    }
  }
  return table as Table<S>;
}

function isEmpty(column: Column): boolean {
  for (const value of column as Iterable<unknown>) if (value !== undefined) return false;
  return true;
}
