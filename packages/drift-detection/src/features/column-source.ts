import type { TableProfile } from "@mlops/core/profile";
import type { Column, TableLike } from "@mlops/core/table";
import { type Side, sideOf } from "./compare-feature.ts";

/** A table whose columns are read when their turn comes and let go afterwards, so that one column is in memory at a time. */
export interface ColumnSource {
  readonly columnNames: readonly string[];
  readonly rows: number;
  column(name: string): Promise<Column>;
  /** Called with a column that is compared, whose memory may then serve another. */
  release?(column: Column): void;
}

/** Whatever drift can be looked for in. */
export type DriftData = TableLike | ColumnSource | TableProfile;

/** Whether all columns are in memory. */
export const isTable = (data: DriftData): data is TableLike => typeof (data as TableLike).columnNames === "function";

/** Names of the columns. */
export function namesOf(data: DriftData): readonly string[] {
  if (isTable(data)) return data.columnNames();
  return "columnNames" in data ? data.columnNames : Object.keys(data.columns);
}

/** Rows, whether columns are read or not. */
export const rowsOf = (data: DriftData): number => (isTable(data) ? data.numRows() : data.rows);

/** Reads one column of a table or source. */
export async function loadSide(data: TableLike | ColumnSource, name: string): Promise<Side> {
  if (isTable(data)) return sideOf(data, name);
  return data.columnNames.includes(name) ? data.column(name) : "absent";
}

/** Gives a column that is compared back to the source that it came from. */
export function releaseSide(data: TableLike | ColumnSource, side: Side): void {
  if (!isTable(data) && typeof side !== "string") data.release?.(side);
}

/** How long comparing a column takes beside others, as far as can be told without reading it: texts are counted, and rows without a value left out. */
export function costOf(data: TableLike | ColumnSource, name: string): number {
  if (!isTable(data)) return 0;
  const { kind, validity } = (data.column(name) ?? {}) as { kind?: unknown; validity?: unknown };
  if (kind === undefined || kind === "string") return 0;
  return validity === null ? 1 : 2;
}
