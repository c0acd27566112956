import type { Table } from "@mlops/core/table";
import type { ReadOptions, TableSource } from "./open-source.ts";
import { readSource } from "./read-source.ts";

/**
 * Reads CSV (also .gz), NDJSON (also .gz), Parquet or Arrow IPC, one file or a glob, into a table over kernel columns; `columns` and `filter` are
 * applied while reading. Texts become dictionary codes, dates and instants timestamps in UTC, 64-bit integers numbers (bigints where one is
 * beyond 2^53), decimals doubles, nested values their JSON text. A missing value is null, an empty CSV field too.
 * @throws DataError with the file and the place: `FILE_UNREADABLE`, `FILE_MALFORMED`, `FORMAT_UNKNOWN`, `COLUMN_DUPLICATE`, `COLUMN_MISSING`,
 * `COLUMN_TYPE`, `EXPRESSION_SYNTAX`, `EXPRESSION_TYPE`; never a table that is shorter than its file
 */
export async function readTable(source: TableSource, options: ReadOptions = {}): Promise<Table> {
  return (await readSource(source, options)).table;
}
