import { DataError } from "@mlops/models/errors";
import type { ArrayLikeColumn, Column, Series, TableLike } from "./column.ts";
import { fromValues } from "./from-values.ts";
import { isColumn } from "./is-column.ts";
import { nearestName } from "./nearest-name.ts";
import type { ColumnAt, ColumnName } from "./schema.ts";
import { takeRows } from "./take-rows.ts";

const converted = new WeakMap<ArrayLikeColumn, Column>();
const gathered = new WeakMap<TableLike, Map<string, Column>>();

/** The column a table stores under `name`, all rows in stored order, whatever filter and order the table has. */
export function storedColumn(table: TableLike, name: string): Column {
  const stored = table.column(name);
  if (stored === undefined) throw columnMissing(name, table.columnNames());
  if (isColumn(stored)) return stored;
  const known = converted.get(stored);
  if (known !== undefined) return known;
  const column = fromValues(stored, name);
  converted.set(stored, column);
  return column;
}

/**
 * The kernel column behind a table's column, with the rows the table shows: filter and order are applied.
 * O(1) where the table holds kernel columns and is neither filtered nor ordered; any other column is converted once (by `fromValues`) and a filtered or
 * ordered table is gathered once per column, so columns must not be written to afterwards.
 * @throws DataError `COLUMN_MISSING`, or `COLUMN_TYPE` where a column mixes types
 * @example [...columnOf(aq.table({ x: [3, null] }), "x")] // => [3, undefined]
 */
export function columnOf<T extends TableLike, const N extends ColumnName<T>>(table: T, name: N): ColumnAt<T, N>;
export function columnOf(table: TableLike, name: string): Column {
  const stored = storedColumn(table, name);
  if (!table.isFiltered() && !table.isOrdered()) return stored;
  let columns = gathered.get(table);
  if (columns === undefined) {
    columns = new Map();
    gathered.set(table, columns);
  }
  let column = columns.get(name);
  if (column === undefined) {
    column = takeRows(stored, table.indices());
    columns.set(name, column);
  }
  return column;
}

/**
 * The kernel column of a vector: itself, or converted by `fromValues` at each call (a caller's array may change in between).
 * @example columnOfSeries([true, false]).kind // => "boolean"
 */
export function columnOfSeries(series: Series, name = "series"): Column {
  return fromValues(series, name);
}

/** The error for a column that is not there; its hint names the nearest one and the columns there are. */
export function columnMissing(column: string, available: readonly string[]): DataError {
  const nearest = nearestName(column, available);
  const columns = `columns: ${available.join(", ")}`;
  return new DataError({
    code: "COLUMN_MISSING",
    column,
    available: [...available],
    hint: nearest === undefined ? columns : `did you mean "${nearest}"? ${columns}`,
  });
}
