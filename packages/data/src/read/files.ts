import { createReadStream } from "node:fs";
import { access, constants, stat } from "node:fs/promises";
import type { Transform } from "node:stream";
import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import * as zlib from "node:zlib";
import { DataError, type DataFormat, MLOpsError } from "@mlops/models";
import type { DuckdbEngine } from "../duckdb/engine.ts";

type Format = Exclude<(typeof DataFormat)["options"][number], "auto">;

const ENDINGS: readonly [RegExp, Format][] = [
  [/\.(?:csv|tsv|txt)(?:\.gz|\.zst)?$/i, "csv"],
  [/\.(?:ndjson|jsonl|json)(?:\.gz|\.zst)?$/i, "ndjson"],
  [/\.(?:parquet|pq|parq)$/i, "parquet"],
  [/\.(?:arrow|arrows|feather|ipc)$/i, "arrow"],
];

/** The format of a file by its ending, undefined for one that is not known. */
export function knownFormat(path: string): Format | undefined {
  return ENDINGS.find(([ending]) => ending.test(path))?.[1];
}

/** The format of a file by its ending. */
export function formatOf(path: string): Format {
  const format = knownFormat(path);
  if (format === undefined) throw new DataError({ code: "FORMAT_UNKNOWN", file: path });
  return format;
}

/** A path as DuckDB takes it literally, whatever glob characters it holds. */
export function literalPath(path: string): string {
  return path.replace(/[*?[]/g, (character) => `[${character}]`);
}

function unreadable(file: string, detail: string, cause?: unknown): DataError {
  return new DataError({ code: "FILE_UNREADABLE", file, detail, cause });
}

/** The file of a path that is no glob, undefined where it does not exist; it may be read and is not empty. */
export async function existingFile(path: string): Promise<string | undefined> {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(path)) throw unreadable(path, "only local files are read", undefined);
  const exists = await stat(path).then(
    () => true,
    (cause: NodeJS.ErrnoException) => {
      if (cause.code !== "ENOENT") throw unreadable(path, reason(cause), cause);
      return false;
    },
  );
  return exists ? checkFile(path) : undefined;
}

/** The files that a path or glob names, sorted; each exists, may be read and is not empty. */
export async function listFiles(path: string, engine: DuckdbEngine): Promise<string[]> {
  const file = await existingFile(path);
  if (file !== undefined) return [file];
  if (!/[*?[]/.test(path)) throw unreadable(path, "it does not exist");
  const rows = await engine.rows(`SELECT file FROM glob(${engine.dialect.text(path)}) ORDER BY file`);
  if (rows.length === 0) throw unreadable(path, "no file fits the pattern");
  const files: string[] = [];
  for (const { file } of rows) files.push(await checkFile(file as string));
  return files;
}

async function checkFile(file: string): Promise<string> {
  try {
    const found = await stat(file);
    if (found.isDirectory()) throw unreadable(file, "it is a folder");
    await access(file, constants.R_OK);
    if (found.isFile() && found.size === 0) throw new DataError({ code: "FILE_MALFORMED", file, detail: "it is empty" });
  } catch (cause) {
    throw DataError.isInstance(cause) ? cause : unreadable(file, reason(cause as NodeJS.ErrnoException), cause);
  }
  return file;
}

function reason(cause: NodeJS.ErrnoException): string {
  if (cause.code === "EACCES" || cause.code === "EPERM") return "permission denied";
  return cause.code === "ENOTDIR" ? "part of the path is not a folder" : cause.message;
}

const HEAD = 1 << 20;

/** What unpacks a file, by its ending; undefined where it is not packed. */
function unpacker(file: string): Transform | undefined {
  if (/\.gz$/i.test(file)) return zlib.createGunzip();
  if (!/\.zst$/i.test(file)) return undefined;
  const create: typeof zlib.createZstdDecompress | undefined = zlib.createZstdDecompress; // absent before Node 22.15
  if (create === undefined)
    throw new MLOpsError({
      code: "NOT_SUPPORTED",
      feature: "zstd in this version of Node",
      hint: "use Node 22.15 or later, or unpack the file",
    });
  return create();
}

/** The first bytes of a file, unpacked. A packed file is read to its end, so that a cut or damaged one is noticed before a short table is; `onPart` is handed all that is read. */
export async function headOf(file: string, signal: AbortSignal | undefined, onPart?: (part: Buffer) => void): Promise<string> {
  const unpack = unpacker(file);
  const parts: Buffer[] = [];
  let taken = 0;
  const sink = new Writable({
    write(part: Buffer, _encoding, done) {
      if (taken < HEAD) parts.push(part);
      taken += part.length;
      try {
        onPart?.(part);
        done();
      } catch (error) {
        done(error as Error);
      }
    },
  });
  const options = signal === undefined ? {} : { signal };
  try {
    if (unpack !== undefined) await pipeline(createReadStream(file), unpack, sink, options);
    else await pipeline(createReadStream(file, { end: HEAD - 1 }), sink, options);
  } catch (cause) {
    signal?.throwIfAborted();
    if (DataError.isInstance(cause)) throw cause;
    const { code, message } = cause as NodeJS.ErrnoException;
    if (unpack === undefined || !/^(?:Z_|ERR_ZSTD|ZSTD)/.test(code ?? ""))
      throw unreadable(file, reason(cause as NodeJS.ErrnoException), cause);
    const kind = /\.gz$/i.test(file) ? "gzip" : "zstd";
    throw new DataError({ code: "FILE_MALFORMED", file, detail: `the ${kind} data is cut off or damaged (${message})`, cause });
  }
  if (taken === 0) throw new DataError({ code: "FILE_MALFORMED", file, detail: "it is empty" });
  return Buffer.concat(parts)
    .toString("utf8")
    .replace(/^\uFEFF/, "");
}

/** How a file is at the moment: its size and when it was last written. */
export interface FileState {
  readonly file: string;
  readonly size: number;
  readonly written: number;
}

export async function statesOf(files: readonly string[]): Promise<FileState[]> {
  const states: FileState[] = [];
  for (const file of files) {
    const { size, mtimeMs: written } = await stat(file);
    states.push({ file, size, written });
  }
  return states;
}

/** @throws DataError `FILE_MALFORMED` where a file was written to since */
export async function checkUnchanged(before: readonly FileState[]): Promise<void> {
  for (const { file, size, written } of before) {
    const now = await stat(file).catch(() => undefined);
    if (now?.size === size && now.mtimeMs === written) continue;
    throw new DataError({
      code: "FILE_MALFORMED",
      file,
      detail: "it changed while it was read",
      hint: "read it again once nothing writes to it",
    });
  }
}
