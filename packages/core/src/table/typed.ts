import { DataError } from "@mlops/models/errors";
import {
  type AnySchema,
  type Column,
  type ColumnType,
  columnOf,
  missingColumn,
  missingCount,
  type Schema,
  type TableLike,
} from "../kernel/table/index.ts";
import { makeTable } from "./make-table.ts";
import { isObjectSchema, schemaFrom } from "./schema-from.ts";
import type { Table } from "./typed-table.ts";

const KIND: Record<ColumnType, Column["kind"]> = {
  number: "numeric",
  string: "string",
  boolean: "boolean",
  timestamp: "timestamp",
  bigint: "bigint",
};

/** The kinds of the columns that a schema names. */
export function kindsOf(schema: AnySchema): Record<string, Column["kind"]> {
  const types: Schema = isObjectSchema(schema) ? schemaFrom(schema) : schema;
  return Object.fromEntries(Object.entries(types).map(([name, type]) => [name, KIND[type]]));
}

/**
 * The same table with a compile-time schema (column names and types, or a zod object with a field for each), after a check that it has these columns with these types; it may have more.
 * A column of nothing but missing values, whose type cannot be told, takes the schema's: the result then is a table of its own.
 * @throws DataError `COLUMN_MISSING` or `COLUMN_TYPE`
 * @example typed({ x: "number" }, aq.table({ x: [1, 2] })).get("x", 1) // => 2
 */
export function typed<const S extends AnySchema>(schema: S, table: TableLike): Table<S> {
  const replaced: Record<string, Column> = {};
  for (const [name, kind] of Object.entries(kindsOf(schema))) {
    const column: Column = columnOf(table, name);
    if (column.kind === kind) continue;
    if (missingCount(column) < column.length)
      throw new DataError({ code: "COLUMN_TYPE", column: name, actual: column.kind, expected: kind });
    replaced[name] = missingColumn(kind, column.length);
  }
  if (Object.keys(replaced).length === 0) return table as Table<S>;
  return makeTable(Object.fromEntries(table.columnNames().map((name) => [name, replaced[name] ?? columnOf(table, name)]))) as Table<S>;
}
