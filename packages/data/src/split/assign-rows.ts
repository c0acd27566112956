import { argsort, Random } from "@mlops/core/stats";
import { columnOf, missingCount, type TableLike, toFloat64 } from "@mlops/core/table";
import { DataError } from "@mlops/models";
import { rowsByValue } from "./strata.ts";

/** Deals the values of a column, in an order drawn by seed, so that each part gets as many rows as it wants and no value is in two parts. */
export function assignGroups(table: TableLike, groupBy: string, wanted: readonly number[], seed: number): Uint8Array {
  const groups = rowsByValue(table, groupBy);
  const order = Uint32Array.from(groups.keys());
  new Random(seed).shuffle(order);
  const left = [...wanted];
  const part = new Uint8Array(table.numRows());
  for (const at of order) {
    const group = groups[at] as Uint32Array;
    // To the part that lacks most of what it wants; the first of equals.
    let best = 0;
    for (let i = 1; i < left.length; i++)
      if ((left[i] as number) / Math.max(1, wanted[i] as number) > (left[best] as number) / Math.max(1, wanted[best] as number)) best = i;
    left[best] = (left[best] as number) - group.length;
    for (const row of group) part[row] = best;
  }
  return part;
}

/**
 * Cuts the rows in order of a column: the earliest are part 0. Rows of one instant stay together, in the earlier part.
 * @throws DataError `VALUE_INVALID` where the column has missing values
 */
export function assignByTime(table: TableLike, orderBy: string, wanted: readonly number[]): Uint8Array {
  const column = columnOf(table, orderBy);
  if (missingCount(column) > 0)
    throw new DataError({ code: "VALUE_INVALID", what: `column "${orderBy}"`, detail: "rows without a value have no place in its order" });
  const values = toFloat64(column, orderBy);
  const order = argsort(values);
  const part = new Uint8Array(values.length);
  let at = 0;
  for (const [i, size] of wanted.entries()) {
    let end = i === wanted.length - 1 ? values.length : Math.min(values.length, at + size);
    while (end > at && end < values.length && values[order[end] as number] === values[order[end - 1] as number]) end++;
    for (; at < end; at++) part[order[at] as number] = i;
  }
  return part;
}
