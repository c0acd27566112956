import type { FileHandle } from "node:fs/promises";
import { inFile } from "../in-file.ts";
import { type ArrowMessage, readExactly } from "../messages.ts";
import type { ArrowField } from "../schema.ts";
import type { ArrowLayout } from "./arrow-columns.ts";

/** What a text takes as a JavaScript string that is looked up by its bytes, for each byte of a file that has each different text once. */
export const TEXT = 6;

/** Bytes that some columns of a file take at most in memory. */
export function memoryOf(layout: ArrowLayout, names: readonly string[]): Promise<number> {
  return inFile(layout.path, async (file) => {
    let bytes = 0;
    for (const field of layout.fields) {
      if (!names.includes(field.name)) continue;
      bytes += layout.rows * 8;
      if (field.type?.sql === "VARCHAR")
        for (const message of layout.messages) bytes += TEXT * (await textBytes(file, message, field, layout.fields));
    }
    return bytes;
  });
}

/** Bytes of a message's buffers of texts of a column, unpacked. */
async function textBytes(
  file: FileHandle,
  { kind, header, body }: ArrowMessage,
  field: ArrowField,
  fields: readonly ArrowField[],
): Promise<number> {
  const coded = field.dictionary !== undefined;
  if (coded !== (kind === "dictionary") || (coded && header.long(0) !== field.dictionary?.id)) return 0;
  const batch = coded ? header.table(1) : header;
  const places = batch?.longs(2, 2) ?? [];
  const before = fields.slice(0, fields.indexOf(field));
  // The buffers of views are counted by the batch: all that follow are taken for its.
  const first = coded ? 0 : before.reduce((sum, { buffers }) => sum + buffers, 0);
  const own =
    field.views > 0 || before.some(({ views }) => views > 0)
      ? places.slice(first)
      : places.slice(first, coded ? undefined : first + field.buffers);
  let bytes = 0;
  for (const [start, length] of own as [number, number][])
    bytes +=
      batch?.table(3) === undefined || length < 8 || start < 0 || start + length > body.length
        ? length
        : await unpackedSize(file, body.start + start, length);
  return bytes;
}

/** What a packed buffer says that it becomes. */
async function unpackedSize(file: FileHandle, start: number, length: number): Promise<number> {
  const size = Number(new DataView((await readExactly(file, start, 8)).buffer).getBigInt64(0, true));
  return size === -1 ? length : size;
}
