import type { FileHandle } from "node:fs/promises";
import { ArrowDamage, FlatTable } from "./flat-table.ts";

/** A message of an Arrow file: what it says of its body, and where that lies. */
export interface ArrowMessage {
  readonly kind: "dictionary" | "batch";
  readonly header: FlatTable;
  readonly body: { readonly start: number; readonly length: number };
}

const MAGIC = "ARROW1";
const CONTINUED = 0xffffffff;
const KINDS = ["", "schema", "dictionary", "batch"] as const;

/** Bytes that Node reads at once; it takes no more than 2^31 - 1. */
const READ = 2 ** 30;

/** Reads bytes of a file that has that many, into memory of that length. */
export async function readExactly(file: FileHandle, start: number, length: number, bytes = new Uint8Array(length)): Promise<Uint8Array> {
  let read = 0;
  while (read < length) {
    const { bytesRead } = await file.read(bytes, read, Math.min(READ, length - read), start + read);
    if (bytesRead === 0) throw new ArrowDamage("it ends in the middle");
    read += bytesRead;
  }
  return bytes;
}

/** The messages of a file, its schema apart, which is handed over first. @throws ArrowDamage where they do not fill the file */
export async function* messagesOf(file: FileHandle, size: number, onSchema: (schema: FlatTable) => void): AsyncGenerator<ArrowMessage> {
  const head = Buffer.from(await readExactly(file, 0, Math.min(8, size))).toString("latin1");
  if (head.startsWith("FEA1")) throw new ArrowDamage("it is a Feather file of the first version; write it with version 2");
  yield* head.startsWith(MAGIC) ? listed(file, size, onSchema) : streamed(file, size, onSchema);
}

interface Read {
  readonly kind: "schema" | "dictionary" | "batch";
  readonly header: FlatTable;
  readonly body: { readonly start: number; readonly length: number };
  readonly end: number;
}

/** The message at a place; undefined at the mark that ends a stream. */
async function messageAt(file: FileHandle, at: number, end: number): Promise<Read | undefined> {
  if (at + 8 > end) throw new ArrowDamage("it has no end mark: it was cut off");
  const prefix = new DataView((await readExactly(file, at, 8)).buffer);
  if (prefix.getUint32(0, true) !== CONTINUED)
    throw new ArrowDamage(at === 0 ? "it is no Arrow file, or one of before version 0.15" : "a message does not start where it should");
  const length = prefix.getUint32(4, true);
  if (length === 0) return undefined;
  if (at + 8 + length > end) throw new ArrowDamage("it ends in the middle of a message: it was cut off");
  const message = FlatTable.root(await readExactly(file, at + 8, length));
  const kind = KINDS[message.byte(1)];
  const header = message.table(2);
  const body = { start: at + 8 + length, length: message.long(3) };
  if (kind === undefined || kind === "" || header === undefined) throw new ArrowDamage("it has a message of an unknown kind");
  if (message.short(0) < 3) throw new ArrowDamage("it was written by Arrow before version 0.8");
  if (body.length < 0 || body.start + body.length > end) throw new ArrowDamage("it ends in the middle of a batch: it was cut off");
  return { kind, header, body, end: body.start + body.length };
}

/** A stream: one message after the other up to the mark. */
async function* streamed(file: FileHandle, size: number, onSchema: (schema: FlatTable) => void): AsyncGenerator<ArrowMessage> {
  let at = 0;
  for (;;) {
    const message = await messageAt(file, at, size);
    if (message === undefined) break;
    const { kind, header, body, end } = message;
    if ((kind === "schema") !== (at === 0)) throw new ArrowDamage(at === 0 ? "it does not start with a schema" : "it has two schemas");
    if (kind === "schema") onSchema(header);
    else yield { kind, header, body };
    at = end;
  }
  if (at === 0) throw new ArrowDamage("it has no schema");
  if (at + 8 !== size) throw new ArrowDamage("something follows its end mark");
}

/** Bytes by which messages may be set apart, the mark at the end among them. */
const APART = 72;

/** The file format: a footer with the schema and the places of dictionaries and batches, which must leave out nothing. */
async function* listed(file: FileHandle, size: number, onSchema: (schema: FlatTable) => void): AsyncGenerator<ArrowMessage> {
  const tail = await readExactly(file, Math.max(8, size - 10), Math.min(10, Math.max(0, size - 8)));
  if (Buffer.from(tail).toString("latin1", 4) !== MAGIC) throw new ArrowDamage("it has no footer: it was cut off");
  const length = new DataView(tail.buffer).getUint32(0, true);
  const end = size - 10 - length;
  if (end < 8) throw new ArrowDamage("its footer is longer than the file");
  const footer = FlatTable.root(await readExactly(file, end, length));
  const schema = footer.table(1);
  if (schema === undefined) throw new ArrowDamage("its footer has no schema");
  onSchema(schema);
  const dictionaries = blocksOf(footer, 2, "dictionary");
  const batches = blocksOf(footer, 3, "batch");
  let reached = await schemaEnd(file, end);
  for (const { start, length: whole } of [...dictionaries, ...batches].sort((a, b) => a.start - b.start)) {
    if (reached !== undefined && (start < reached || start > reached + APART)) throw new ArrowDamage("its footer leaves out a part of it");
    reached = start + whole;
  }
  if (reached !== undefined && (end < reached || end > reached + APART)) throw new ArrowDamage("its footer leaves out a part of it");
  for (const { kind, start, length: whole } of [...dictionaries, ...batches]) {
    const message = await messageAt(file, start, end);
    if (message?.kind !== kind || message.end !== start + whole) throw new ArrowDamage(`its footer lists a ${kind} where there is none`);
    yield { kind, header: message.header, body: message.body };
  }
}

function blocksOf(
  footer: FlatTable,
  id: number,
  kind: ArrowMessage["kind"],
): { readonly kind: ArrowMessage["kind"]; readonly start: number; readonly length: number }[] {
  return footer.longs(id, 3).map(([start, metadata, body]) => ({
    kind,
    start: start as number,
    length: ((metadata as number) % 2 ** 32) + (body as number),
  }));
}

/** Where the schema at the beginning of a file ends; undefined where it is written without its length, as polars does: the footer has it anyway. */
async function schemaEnd(file: FileHandle, end: number): Promise<number | undefined> {
  const prefix = new DataView((await readExactly(file, 8, 8)).buffer);
  return prefix.getUint32(0, true) === CONTINUED ? (await messageAt(file, 8, end))?.end : undefined;
}
