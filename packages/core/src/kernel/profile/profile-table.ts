import type { TableLike } from "../table/column.ts";
import { columnOf } from "../table/column-of.ts";
import type { ColumnProfile, ProfileOptions, TableProfile } from "./column-profile.ts";
import { profileColumn } from "./profile-column.ts";

/**
 * The profile of a table's rows as it shows them (filter applied), of all columns or those named.
 * @throws DataError `COLUMN_MISSING` for a name that is not there, `COLUMN_TYPE` for a column of mixed types
 * @example profileTable(aq.table({ x: [1, 2, null] })).columns.x.missing // => 1
 */
export function profileTable(table: TableLike, options: ProfileOptions & { readonly columns?: readonly string[] } = {}): TableProfile {
  const columns: Record<string, ColumnProfile> = {};
  for (const name of options.columns ?? table.columnNames()) columns[name] = profileColumn(columnOf(table, name), options);
  return { version: 1, rows: table.numRows(), columns };
}
