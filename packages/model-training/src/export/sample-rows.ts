import { Random } from "@mlops/core/stats";
import { columnOf, type TableLike, takeTable } from "@mlops/core/table";

/** Some rows of a table, drawn by seed, in the table's order; all of them where there are not more than `count`. */
export function sampleRows(table: TableLike, count: number, seed: number): TableLike {
  return takeTable(table, drawn(table.numRows(), count, seed));
}

/** As `sampleRows`, of the rows that JSON can hold: an infinite number in one of the named columns would come back as a missing one. */
export function sampleJsonRows(table: TableLike, names: readonly string[], count: number, seed: number): TableLike {
  const infinite = new Set<number>();
  for (const name of names) {
    const column = columnOf(table, name);
    if (column.kind !== "numeric") continue;
    for (let row = 0; row < column.length; row++) if (Math.abs(column.at(row) ?? 0) === Number.POSITIVE_INFINITY) infinite.add(row);
  }
  if (infinite.size === 0) return sampleRows(table, count, seed);
  const finite = Uint32Array.from({ length: table.numRows() }, (_, row) => row).filter((row) => !infinite.has(row));
  return takeTable(
    table,
    drawn(finite.length, count, seed).map((at) => finite[at] as number),
  );
}

/** Places of some rows of so many, drawn by seed, ascending. */
export function sampledPlaces(rows: number, count: number, seed: number): Uint32Array {
  return drawn(rows, count, seed);
}

function drawn(rows: number, count: number, seed: number): Uint32Array {
  return count >= rows ? Uint32Array.from({ length: rows }, (_, row) => row) : new Random(seed).sample(rows, count).sort();
}
