import type { Column, TableLike } from "@mlops/core/table";
import { type Side, sideOf } from "./compare-feature.ts";

/** A table whose columns are read when their turn comes and let go afterwards, so that one column is in memory at a time. */
export interface ColumnSource {
  readonly columnNames: readonly string[];
  readonly rows: number;
  column(name: string): Promise<Column>;
}

/** True for a source of columns, false for a table, which has methods. */
export const isColumnSource = (data: TableLike | ColumnSource): data is ColumnSource => typeof data.columnNames !== "function";

/** Names of the columns of a table or source. */
export const namesOf = (data: TableLike | ColumnSource): readonly string[] =>
  isColumnSource(data) ? data.columnNames : data.columnNames();

/** Rows of a table or source. */
export const rowsOf = (data: TableLike | ColumnSource): number => (isColumnSource(data) ? data.rows : data.numRows());

/** Reads one column of a table or source. */
export async function loadSide(data: TableLike | ColumnSource, name: string): Promise<Side> {
  if (!isColumnSource(data)) return sideOf(data, name);
  return data.columnNames.includes(name) ? data.column(name) : "absent";
}
