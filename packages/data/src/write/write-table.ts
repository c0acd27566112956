import { createWriteStream } from "node:fs";
import { Readable, type Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import * as zlib from "node:zlib";
import { type Column, columnOf, type TableLike } from "@mlops/core/table";
import { DataError, MLOpsError } from "@mlops/models";
import type { DuckdbOptions } from "../duckdb/engine.ts";
import { formatOf } from "../read/files.ts";
import { checkNames } from "../read/relation.ts";
import { arrowBytes } from "./arrow/arrow-bytes.ts";
import { writeAtomically } from "./atomic-file.ts";
import { csvBlocks, ndjsonBlocks } from "./text-rows.ts";
import { writeParquet } from "./write-parquet.ts";

export interface WriteOptions extends DuckdbOptions {
  /** Default: by the file's ending. */
  readonly format?: "csv" | "ndjson" | "parquet" | "arrow";
  readonly signal?: AbortSignal;
}

type Blocks = (columns: Readonly<Record<string, Column>>, rows: number, path: string) => Iterable<string | Uint8Array>;

const BLOCKS: Readonly<Record<"csv" | "ndjson" | "arrow", Blocks>> = {
  csv: csvBlocks,
  ndjson: ndjsonBlocks,
  arrow: (columns, rows, path) => arrowBytes(columns, rows, { stream: /\.arrows$/i.test(path) }),
};

/**
 * Writes the rows a table shows as CSV, NDJSON (both also `.gz` and `.zst`), Parquet or Arrow IPC (a stream where the ending is `.arrows`, else a file),
 * whole or not at all; folders are made.
 * CSV has a header, RFC 4180 quotes and empty fields for missing values, so an empty text reads back as missing; NDJSON takes no NaN or infinity.
 * Arrow has texts as dictionaries, instants as microseconds in UTC and integers from doubles as 64 bits, in batches of 65,536 rows.
 * @throws DataError `FILE_UNWRITABLE` (a full disk leaves nothing behind and an older file as it was), `FORMAT_UNKNOWN`, `VALUE_INVALID`
 */
export async function writeTable(table: TableLike, path: string, options: WriteOptions = {}): Promise<void> {
  const { signal } = options;
  signal?.throwIfAborted();
  const format = options.format ?? formatOf(path);
  const names = table.columnNames();
  if (names.length === 0) throw new DataError({ code: "VALUE_INVALID", what: "the table", detail: "it has no columns" });
  checkNames(names, path);
  const columns: Record<string, Column> = Object.fromEntries(names.map((name) => [name, columnOf(table, name) as Column]));
  const rows = table.numRows();
  await writeAtomically(path, async (target) => {
    if (format === "parquet") return writeParquet(columns, rows, target, options);
    const blocks = Readable.from(BLOCKS[format](columns, rows, path));
    const file = createWriteStream(target);
    const settings = signal === undefined ? {} : { signal };
    const pack = format === "arrow" ? undefined : packer(path);
    return pack === undefined ? pipeline(blocks, file, settings) : pipeline(blocks, pack, file, settings);
  });
}

function packer(path: string): Transform | undefined {
  if (/\.gz$/i.test(path)) return zlib.createGzip();
  if (!/\.zst$/i.test(path)) return undefined;
  const create: typeof zlib.createZstdCompress | undefined = zlib.createZstdCompress; // absent before Node 22.15
  if (create === undefined)
    throw new MLOpsError({ code: "NOT_SUPPORTED", feature: "zstd in this version of Node", hint: "use Node 22.15 or later, or write .gz" });
  return create({ params: { [zlib.constants.ZSTD_c_checksumFlag]: 1 } }); // so that a reader notices damage
}
