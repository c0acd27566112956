import { type Column, columnOf, makeTable, type Table, takeRows } from "@mlops/core/table";
import { DataError } from "@mlops/models";

/** What a key is compared by: texts never equal numbers, 1 equals 1n. */
function keyOf(value: unknown): unknown {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  return value instanceof Date ? value.toISOString() : value;
}

/**
 * Adds the columns of `labels` to the rows of `table` that have the same key. Every row needs a label.
 * @throws DataError `VALUE_INVALID` where a key is missing or repeated in the labels, or a row has no label; `COLUMN_DUPLICATE`, `COLUMN_MISSING`
 */
export function joinLabels(table: Table, labels: Table, key: string): Table {
  const rowOf = new Map<unknown, number>();
  const keys = columnOf(labels, key) as Column;
  const invalid = (detail: string): DataError => new DataError({ code: "VALUE_INVALID", what: `the labels' key "${key}"`, detail });
  for (let row = 0; row < keys.length; row++) {
    const value = keyOf(keys.at(row));
    if (value === undefined) throw invalid(`it is missing in row ${row}`);
    if (rowOf.has(value)) throw invalid(`${value} occurs twice`);
    rowOf.set(value, row);
  }
  const wanted = columnOf(table, key) as Column;
  const places = new Int32Array(wanted.length);
  for (let row = 0; row < wanted.length; row++) {
    const found = rowOf.get(keyOf(wanted.at(row)));
    if (found === undefined) throw invalid(`there is no label for ${wanted.at(row) ?? "a missing key"} in row ${row}`);
    places[row] = found;
  }
  const columns: Record<string, Column> = {};
  for (const name of table.columnNames()) columns[name] = columnOf(table, name) as Column;
  for (const name of labels.columnNames()) {
    if (name === key) continue;
    if (name in columns) throw new DataError({ code: "COLUMN_DUPLICATE", column: name, hint: "leave it out of one of the two tables" });
    columns[name] = takeRows(columnOf(labels, name) as Column, places);
  }
  return makeTable(columns);
}
