import type { TableLike } from "./column.ts";

/** The part of a split that a table is. */
export type Split = "train" | "validation" | "test";

const marks = new WeakMap<object, Split>();

/**
 * Remembers that all rows of `table` belong to one part of a split; `fit` refuses a table marked other than `train`.
 * The mark follows the columns of an unfiltered table into what arquero derives from it (select, rename, derive, filter, orderby).
 */
export function markSplit<T extends TableLike>(table: T, split: Split): T {
  marks.set(table, split);
  if (!table.isFiltered()) {
    for (const name of table.columnNames()) {
      const column = table.column(name);
      if (column !== undefined) marks.set(column, split);
    }
  }
  return table;
}

/**
 * The part of a split that `table` was marked as, itself or through its columns; undefined where nothing is known.
 * Where columns of several parts meet, `test` goes before `validation` and that before `train`.
 */
export function splitOf(table: TableLike): Split | undefined {
  const own = marks.get(table);
  if (own !== undefined) return own;
  const found = new Set<Split | undefined>();
  for (const name of table.columnNames()) found.add(marks.get(table.column(name) as object));
  return (["test", "validation", "train"] as const).find((split) => found.has(split));
}
