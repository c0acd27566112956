import type { FileHandle } from "node:fs/promises";
import { ArrowDamage, FlatTable } from "./flat-table.ts";

/** A message of an Arrow file: what it says of its body, and where that lies. */
export interface ArrowMessage {
  readonly kind: "dictionary" | "batch";
  readonly header: FlatTable;
  readonly body: { readonly start: number; readonly length: number };
}

const MAGIC = "ARROW1";
const KINDS = ["", "schema", "dictionary", "batch"] as const;

/** Reads bytes of a file that has that many. */
export async function readExactly(file: FileHandle, start: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let read = 0;
  while (read < length) {
    const { bytesRead } = await file.read(bytes, read, length - read, start + read);
    if (bytesRead === 0) throw new ArrowDamage("it ends in the middle");
    read += bytesRead;
  }
  return bytes;
}

interface Span {
  readonly start: number;
  readonly end: number;
  /** Places of the dictionaries and batches that the footer of a file lists; a stream has none. */
  readonly listed: readonly number[] | undefined;
}

/** Where the messages lie: the file format is a stream between two marks, with a footer that lists what is in it. */
async function spanOf(file: FileHandle, size: number): Promise<Span> {
  const head = Buffer.from(await readExactly(file, 0, Math.min(8, size))).toString("latin1");
  if (head.startsWith("FEA1")) throw new ArrowDamage("it is a Feather file of the first version; write it with version 2");
  if (!head.startsWith(MAGIC)) return { start: 0, end: size, listed: undefined };
  const tail = await readExactly(file, Math.max(8, size - 10), Math.min(10, Math.max(0, size - 8)));
  if (Buffer.from(tail).toString("latin1", 4) !== MAGIC) throw new ArrowDamage("it has no footer: it was cut off");
  const length = new DataView(tail.buffer).getUint32(0, true);
  const end = size - 10 - length;
  if (end < 8) throw new ArrowDamage("its footer is longer than the file");
  const footer = FlatTable.root(await readExactly(file, end, length));
  const listed = [...footer.longs(2, 3), ...footer.longs(3, 3)].map(([place]) => place as number);
  return { start: 8, end, listed: listed.sort((a, b) => a - b) };
}

/** The messages of a file one after the other, its schema apart. @throws ArrowDamage where they do not fill the file */
export async function* messagesOf(file: FileHandle, size: number, onSchema: (schema: FlatTable) => void): AsyncGenerator<ArrowMessage> {
  const { start, end, listed } = await spanOf(file, size);
  const places: number[] = [];
  let at = start;
  let first = true;
  for (;;) {
    if (at + 8 > end) throw new ArrowDamage("it has no end mark: it was cut off");
    const prefix = new DataView((await readExactly(file, at, 8)).buffer);
    if (prefix.getUint32(0, true) !== 0xffffffff)
      throw new ArrowDamage(first ? "it is no Arrow file, or one of before version 0.15" : "a message does not start where it should");
    const length = prefix.getUint32(4, true);
    if (length === 0) break;
    if (at + 8 + length > end) throw new ArrowDamage("it ends in the middle of a message: it was cut off");
    const message = FlatTable.root(await readExactly(file, at + 8, length));
    const kind = KINDS[message.byte(1)];
    const header = message.table(2);
    const body = { start: at + 8 + length, length: message.long(3) };
    if (kind === undefined || kind === "" || header === undefined) throw new ArrowDamage("it has a message of an unknown kind");
    if (message.short(0) < 3) throw new ArrowDamage("it was written by Arrow before version 0.8");
    if (body.length < 0 || body.start + body.length > end) throw new ArrowDamage("it ends in the middle of a batch: it was cut off");
    if ((kind === "schema") !== first) throw new ArrowDamage(first ? "it does not start with a schema" : "it has two schemas");
    if (kind === "schema") onSchema(header);
    else {
      places.push(at);
      yield { kind, header, body };
    }
    first = false;
    at = body.start + body.length;
  }
  if (first) throw new ArrowDamage("it has no schema");
  const rest = await readExactly(file, at + 8, end - at - 8 > 64 ? 65 : end - at - 8);
  if (rest.length > 64 || rest.some((byte) => byte !== 0)) throw new ArrowDamage("something follows its end mark");
  if (listed !== undefined && listed.join() !== places.join())
    throw new ArrowDamage(`its footer lists ${listed.length} batches and dictionaries, ${places.length} came`);
}
