import { columnOf, type TableLike } from "@mlops/core/table";
import type { Part } from "./cut-windows.ts";

/** The rows of each value of a column, by value; rows without one are left out. */
export function cutSlices(table: TableLike, name: string): Part[] {
  const column = columnOf(table, name);
  const slices = new Map<string, number[]>();
  for (let row = 0; row < column.length; row++) {
    const value = column.at(row);
    if (value === undefined) continue;
    const label = value instanceof Date ? value.toISOString() : String(value);
    const rows = slices.get(label);
    if (rows === undefined) slices.set(label, [row]);
    else rows.push(row);
  }
  return [...slices].sort(([a], [b]) => (a < b ? -1 : 1)).map(([label, rows]) => ({ name: label, rows: Uint32Array.from(rows) }));
}
