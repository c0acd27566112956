import type { FileHandle } from "node:fs/promises";
import type { allocate as Allocate, Column } from "@mlops/core/table";
import { eachVector, rowsOf } from "../batch.ts";
import type { Cells } from "../cells.ts";
import { takeDictionary } from "../dictionaries.ts";
import { inFile } from "../in-file.ts";
import { type ArrowMessage, messagesOf } from "../messages.ts";
import { type ArrowField, fieldsOf } from "../schema.ts";
import { type ColumnSink, LeftToDuckdb } from "./column-sink.ts";
import { reusedMemory } from "./reused-memory.ts";
import { sinkOf } from "./sink-of.ts";

/** A file whose messages are known: what it holds, before any of it is read. */
export interface ArrowLayout {
  readonly path: string;
  readonly size: number;
  readonly fields: readonly ArrowField[];
  readonly messages: readonly ArrowMessage[];
  readonly rows: number;
}

/** Rows of a table: places of them have 32 bits. */
const MOST_ROWS = 2 ** 31 - 1;

/** @throws DataError `FILE_MALFORMED`; LeftToDuckdb for more rows than a table in memory has */
export function layoutOf(path: string): Promise<ArrowLayout> {
  return inFile(path, async (file, size) => {
    let fields: readonly ArrowField[] = [];
    const messages: ArrowMessage[] = [];
    const onSchema = (schema: Parameters<typeof fieldsOf>[0]): void => {
      fields = fieldsOf(schema);
    };
    for await (const message of messagesOf(file, size, onSchema)) messages.push(message);
    const rows = messages.reduce((sum, message) => sum + (message.kind === "batch" ? rowsOf(message) : 0), 0);
    if (rows > MOST_ROWS) throw new LeftToDuckdb();
    return { path, size, fields, messages, rows };
  });
}

export interface ColumnsOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((rows: number, total?: number) => void) | undefined;
  readonly allocate: typeof Allocate;
}

/**
 * Columns of a file as the kernel has them, each in memory of the whole file's length that batches are copied to.
 * @throws DataError `FILE_MALFORMED`; LeftToDuckdb for a type or a value that only the way through DuckDB has an answer for
 */
export function readColumns(
  { path, size, fields, messages, rows }: ArrowLayout,
  names: readonly string[],
  options: ColumnsOptions,
): Promise<Readonly<Record<string, Column>>> {
  return inFile(path, async (file) => {
    const wanted = new Set(names);
    const read = fields.filter(({ name }) => wanted.has(name));
    const batches = messages.filter(({ kind }) => kind === "batch");
    const room = { expected: isPlausible(batches, read, size) ? rows : 0, allocate: options.allocate };
    const sinks = new Map(read.map((field) => [field, sinkOf(field, room)]));
    await gather(file, messages, fields, sinks, { ...options, total: rows });
    const gathered = new Map([...sinks].map(([{ name }, sink]) => [name, sink.finish()]));
    return Object.fromEntries(names.map((name) => [name, gathered.get(name) as Column]));
  });
}

/** How many times as long as it is what is packed may become to have memory at once. */
const PACKED = 64;

/** Whether the file is long enough for its rows; else memory grows with what comes. */
function isPlausible(batches: readonly ArrowMessage[], fields: readonly ArrowField[], size: number): boolean {
  const longest = batches.some(({ header }) => header.table(3) !== undefined) ? size * PACKED : size;
  const width = fields.reduce((sum, field) => sum + bytesOf(field), 0);
  return batches.reduce((sum, batch) => sum + rowsOf(batch), 0) * width <= longest;
}

/** The least bytes that a row of a column takes in a batch. */
function bytesOf({ type, dictionary }: ArrowField): number {
  if (dictionary !== undefined) return dictionary.width;
  const layout = type?.layout;
  switch (layout?.kind) {
    case "fixed":
      return layout.width;
    case "text":
      return layout.wide ? 8 : 4;
    case "decimal":
      return layout.from;
    case "view":
      return 16;
    case "half":
      return 2;
    default:
      return layout?.kind === "bits" ? 1 / 8 : 0;
  }
}

async function gather(
  file: FileHandle,
  messages: readonly ArrowMessage[],
  fields: readonly ArrowField[],
  sinks: ReadonlyMap<ArrowField, ColumnSink>,
  { signal, onProgress, total }: ColumnsOptions & { readonly total: number },
): Promise<void> {
  const dictionaries = new Map<number, Cells[]>();
  const wanted = (field: ArrowField): boolean => sinks.has(field);
  const read = reusedMemory();
  let rows = 0;
  let reported = 0;
  for (const message of messages) {
    if (message.kind === "dictionary") {
      await takeDictionary({ file, fields, wanted, dictionaries }, message);
      continue;
    }
    for await (const [field, vector] of eachVector(file, message, fields, wanted, read)) {
      signal?.throwIfAborted();
      const id = field.dictionary?.id;
      sinks.get(field)?.append(vector, id === undefined ? undefined : dictionaries.get(id));
    }
    rows += rowsOf(message);
    if (rows - reported < 100_000) continue;
    reported = rows;
    onProgress?.(rows, total);
  }
  onProgress?.(rows, total);
}
