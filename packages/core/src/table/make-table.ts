import { DataError } from "@mlops/models/errors";
import { aq, type ColumnTable } from "../arquero/index.ts";
import { type Column, fromValues, type Series, storedColumn, type TableLike, takeRows } from "../kernel/table/index.ts";
import type { RowsOf } from "./typed-table.ts";

/**
 * An arquero table over kernel columns, in the order of the keys; plain arrays are converted by `fromValues`, kernel columns and typed arrays are not copied.
 * @throws DataError `COLUMN_LENGTH` where the columns differ in length, `COLUMN_TYPE` where one mixes types
 * @example makeTable({ x: [1, 2], city: ["Rome", null] }).get("city", 1) // => undefined
 */
export function makeTable(columns: Readonly<Record<string, Column | Series>>): ColumnTable {
  const names = Object.keys(columns);
  const views: Record<string, Column> = {};
  let rows: number | undefined;
  for (const name of names) {
    const column = fromValues(columns[name] as Series, name);
    rows ??= column.length;
    if (column.length !== rows) throw new DataError({ code: "COLUMN_LENGTH", column: name, actual: column.length, expected: rows });
    views[name] = column;
  }
  return aq.table(views, names);
}

/**
 * The rows of a table at the given places, as a table of its own without filter or order; places count the rows the table shows, and may repeat.
 * @throws DataError `VALUE_INVALID` for a place that is not a row
 * @example [...takeTable(makeTable({ x: [10, 20, 30] }), [2, 0]).column("x")] // => [30, 10]
 */
export function takeTable<T extends TableLike>(table: T, rows: ArrayLike<number>): RowsOf<T> {
  let places = rows;
  if (table.isFiltered() || table.isOrdered()) {
    const shown = table.indices();
    places = Float64Array.from(rows, (row) => shown[row] ?? Number.NaN);
  }
  const columns: Record<string, Column> = {};
  const names = table.columnNames();
  for (const name of names) columns[name] = takeRows(storedColumn(table, name), places);
  return aq.table(columns, names) as RowsOf<T>;
}
