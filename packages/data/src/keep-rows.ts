import { type Table, type TableLike, takeTable } from "@mlops/core/table";

/** The rows of a table whose byte is 1. */
export function keepRows(table: TableLike, mask: Uint8Array): Table {
  let kept = 0;
  for (let row = 0; row < mask.length; row++) if (mask[row] === 1) kept++;
  const rows = new Int32Array(kept);
  let next = 0;
  for (let row = 0; row < mask.length; row++) if (mask[row] === 1) rows[next++] = row;
  return takeTable(table, rows);
}
