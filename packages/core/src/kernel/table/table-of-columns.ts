import type { Column, TableLike } from "./column.ts";

/**
 * Columns of one length as a table that is only read; unlike an arquero table it costs nothing to make.
 * @example tableOfColumns({ x: fromValues([1, 2]) }).numRows() // => 2
 */
export function tableOfColumns(columns: Readonly<Record<string, Column>>): TableLike {
  const names = Object.keys(columns);
  const rows = names.length === 0 ? 0 : (columns[names[0] as string] as Column).length;
  return {
    numRows: () => rows,
    totalRows: () => rows,
    columnNames: () => names,
    column: (name) => (Object.hasOwn(columns, name) ? columns[name] : undefined),
    isFiltered: () => false,
    isOrdered: () => false,
    indices: () => Uint32Array.from({ length: rows }, (_, row) => row),
  };
}
