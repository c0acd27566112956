import { createWriteStream } from "node:fs";
import { Readable, type Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import * as zlib from "node:zlib";
import { type Column, columnOf, type TableLike } from "@mlops/core/table";
import { DataError, MLOpsError } from "@mlops/models";
import type { DuckdbOptions } from "../duckdb/engine.ts";
import { formatOf } from "../read/files.ts";
import { checkNames } from "../read/relation.ts";
import { writeAtomically } from "./atomic-file.ts";
import { csvBlocks, ndjsonBlocks } from "./text-rows.ts";
import { writeParquet } from "./write-parquet.ts";

export interface WriteOptions extends DuckdbOptions {
  /** Default: by the file's ending. */
  readonly format?: "csv" | "ndjson" | "parquet";
  readonly signal?: AbortSignal;
}

/**
 * Writes the rows a table shows as CSV, NDJSON (both also `.gz` and `.zst`) or Parquet, whole or not at all; folders are made.
 * CSV has a header, RFC 4180 quotes and empty fields for missing values, so an empty text reads back as missing; NDJSON takes no NaN or infinity.
 * @throws DataError `FILE_UNWRITABLE` (a full disk leaves nothing behind and an older file as it was), `FORMAT_UNKNOWN`, `VALUE_INVALID`
 */
export async function writeTable(table: TableLike, path: string, options: WriteOptions = {}): Promise<void> {
  const { signal } = options;
  signal?.throwIfAborted();
  const format = options.format ?? formatOf(path);
  if (format === "arrow") throw new MLOpsError({ code: "NOT_SUPPORTED", feature: "writing Arrow files", hint: "write Parquet" });
  const names = table.columnNames();
  if (names.length === 0) throw new DataError({ code: "VALUE_INVALID", what: "the table", detail: "it has no columns" });
  checkNames(names, path);
  const columns: Record<string, Column> = Object.fromEntries(names.map((name) => [name, columnOf(table, name) as Column]));
  const rows = table.numRows();
  await writeAtomically(path, async (target) => {
    if (format === "parquet") return writeParquet(columns, rows, target, options);
    const lines = Readable.from(format === "csv" ? csvBlocks(columns, rows) : ndjsonBlocks(columns, rows));
    const file = createWriteStream(target);
    const settings = signal === undefined ? {} : { signal };
    const pack = packer(path);
    return pack === undefined ? pipeline(lines, file, settings) : pipeline(lines, pack, file, settings);
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
