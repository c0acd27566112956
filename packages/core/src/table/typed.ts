import { DataError } from "@mlops/models/errors";
import { type Column, type ColumnType, columnOf, missingColumn, missingCount, type Schema, type TableLike } from "../kernel/table/index.ts";
import { makeTable } from "./make-table.ts";
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
 * A column of nothing but missing values, whose type cannot be told, takes the schema's: the result then is a table of its own.
 * @throws DataError `COLUMN_MISSING` or `COLUMN_TYPE`
 * @example typed({ x: "number" }, aq.table({ x: [1, 2] })).get("x", 1) // => 2
 */
export function typed<const S extends Schema>(schema: S, table: TableLike): Table<S> {
  const replaced: Record<string, Column> = {};
  for (const [name, type] of Object.entries(schema)) {
    const column: Column = columnOf(table, name);
    const kind = KIND[type];
    if (column.kind === kind) continue;
    if (missingCount(column) < column.length)
      throw new DataError({ code: "COLUMN_TYPE", column: name, actual: column.kind, expected: kind });
    replaced[name] = missingColumn(kind, column.length);
  }
  if (Object.keys(replaced).length === 0) return table as Table<S>;
  return makeTable(Object.fromEntries(table.columnNames().map((name) => [name, replaced[name] ?? columnOf(table, name)]))) as Table<S>;
}
