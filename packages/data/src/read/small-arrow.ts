import { allocate, columnMissing, makeTable, type Table } from "@mlops/core/table";
import { layoutOf, readColumns } from "./arrow/direct/arrow-columns.ts";
import { LeftToDuckdb } from "./arrow/direct/column-sink.ts";
import { memoryOf } from "./arrow/direct/memory-of.ts";
import { withArrowFile } from "./arrow-table.ts";
import type { ReadOptions, TableSource } from "./open-source.ts";

/** Bytes that columns may take to be loaded at once where a source need not be. */
export const SMALL = 256 * 2 ** 20;

/** Columns of an Arrow file, in memory. */
interface SmallArrow {
  readonly table: Table;
  /** Names of all columns that are asked for. */
  readonly names: readonly string[];
}

/**
 * The columns that `wanted` chooses of an Arrow file without a filter, where they take no more than `most`: they are read as they lie. Undefined for any other
 * source.
 */
export function smallArrow(
  source: TableSource,
  options: ReadOptions,
  wanted: (names: readonly string[]) => readonly string[],
  most: { readonly bytes: number; readonly rows: number } = { bytes: SMALL, rows: Number.POSITIVE_INFINITY },
): Promise<SmallArrow | undefined> {
  return withArrowFile(source, options, async ({ file, names, filter }) => {
    if (filter !== undefined) throw new LeftToDuckdb();
    const chosen = wanted(names);
    const missing = chosen.find((name) => !names.includes(name));
    if (missing !== undefined) throw columnMissing(missing, names);
    const layout = await layoutOf(file);
    if (layout.rows > most.rows || (await memoryOf(layout, chosen)) > most.bytes) throw new LeftToDuckdb();
    return { table: makeTable(await readColumns(layout, chosen, { ...options, allocate })), names };
  });
}
