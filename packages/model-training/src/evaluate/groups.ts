import type { Evaluation } from "@mlops/core/stage";
import { columnOf, type TableLike } from "@mlops/core/table";
import { measure } from "./measure.ts";
import { type Outcome, outcomeAt } from "./outcome.ts";

/** Rows of each distinct value of a column, values in ascending order (numbers by size, else by text); missing values make the last group. */
export function rowsByGroup(table: TableLike, name: string): Map<string, Uint32Array> {
  const column = columnOf(table, name);
  const numeric = column.kind === "numeric" || column.kind === "bigint";
  const missing: number[] = [];
  const rows = new Map<string, number[]>();
  for (let row = 0; row < column.length; row++) {
    const value = column.at(row);
    if (value === undefined) {
      missing.push(row);
      continue;
    }
    const key = value instanceof Date ? value.toISOString() : String(value);
    const list = rows.get(key);
    if (list) list.push(row);
    else rows.set(key, [row]);
  }
  const sorted = [...rows].sort(([a], [b]) => (numeric ? Number(a) - Number(b) : 0) || (a < b ? -1 : 1));
  if (missing.length > 0) sorted.push([rows.has("(missing)") ? "(missing value)" : "(missing)", missing]);
  return new Map(sorted.map(([key, list]) => [key, Uint32Array.from(list)]));
}

/** Metrics of a whole set or, where a column is named, of each of its groups; a set without rows has one entry with n = 0. */
export function evaluateGroups(set: string, outcome: Outcome, table: TableLike, groupBy: string | undefined): Evaluation[] {
  if (groupBy === undefined || table.numRows() === 0) return [{ set, metrics: measure(outcome) }];
  return [...rowsByGroup(table, groupBy)].map(([group, rows]) => ({ set, group, metrics: measure(outcomeAt(outcome, rows)) }));
}
