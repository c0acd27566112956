import type { Column } from "@mlops/core/table";
import { DataError } from "@mlops/models";
import {
  type ArrowFieldShape,
  type BatchShape,
  type Block,
  batchMessage,
  dictionaryMessage,
  footerBytes,
  schemaMessage,
  utf8Type,
} from "./arrow-metadata.ts";
import { type ColumnEncoder, columnEncoder } from "./column-encoder.ts";
import { type TextColumnEncoder, textEncoder } from "./text-encoder.ts";

export const ROWS_PER_BATCH = 65_536;

/** What buffers and bodies start at a multiple of: a line of a processor's cache. */
const ALIGNMENT = 64;

const padding = (length: number, alignment = ALIGNMENT): number => (alignment - (length % alignment)) % alignment;

/** Places for buffers of these lengths, one after the other. */
function placed(rows: number, nodes: BatchShape["nodes"], lengths: readonly number[]): BatchShape {
  let end = 0;
  const buffers = lengths.map((length) => {
    const start = end;
    end += length + padding(length);
    return { start, length };
  });
  return { rows, nodes, buffers, bodyLength: end };
}

/** Counts what it passes on, and writes messages. */
class Output {
  written = 0;

  *pass(bytes: Uint8Array): Generator<Uint8Array> {
    this.written += bytes.length;
    if (bytes.length > 0) yield bytes;
  }

  *pad(): Generator<Uint8Array> {
    yield* this.pass(new Uint8Array(padding(this.written)));
  }

  /** Metadata, filled up so that the body starts at a multiple of the alignment, and the buffers of the body. */
  *message(
    metadata: Uint8Array,
    { bodyLength }: Pick<BatchShape, "bodyLength">,
    body: Iterable<Iterable<Uint8Array>>,
  ): Generator<Uint8Array, Block> {
    const start = this.written;
    const filled = metadata.length + padding(start + 8 + metadata.length);
    const head = new Uint8Array(8 + filled);
    const view = new DataView(head.buffer);
    view.setInt32(0, -1, true); // says that the message's length follows
    view.setInt32(4, filled, true);
    head.set(metadata, 8);
    yield* this.pass(head);
    for (const buffer of body) {
      for (const piece of buffer) yield* this.pass(piece);
      yield* this.pad();
    }
    return { start, metadata: head.length, body: bodyLength };
  }
}

type Encoder = { readonly name: string } & (
  | { readonly text: TextColumnEncoder }
  | { readonly text?: undefined; readonly plain: ColumnEncoder }
);

/**
 * The bytes of an Arrow file, or of a stream: the schema, a dictionary for each column of texts, batches of 65,536 rows.
 * @throws DataError `VALUE_INVALID` for a value that has no place in Arrow, and for a name with a zero byte, which readers take for its end
 */
export function* arrowBytes(
  columns: Readonly<Record<string, Column>>,
  rows: number,
  { stream, narrow }: { readonly stream: boolean; readonly narrow?: number },
): Generator<Uint8Array> {
  const odd = Object.keys(columns).find((name) => name.includes("\0"));
  if (odd !== undefined)
    throw new DataError({ code: "VALUE_INVALID", what: `the column ${JSON.stringify(odd)}`, detail: "its name holds a zero byte" });
  const encoders: Encoder[] = Object.entries(columns).map(([name, column]) =>
    column.kind === "string" ? { name, text: textEncoder(column, narrow) } : { name, plain: columnEncoder(name, column) },
  );
  const fields: ArrowFieldShape[] = encoders.map((encoder, i) =>
    encoder.text === undefined
      ? { name: encoder.name, type: encoder.plain.type }
      : { name: encoder.name, type: utf8Type(encoder.text.wide), dictionary: i },
  );
  const output = new Output();
  if (!stream) yield* output.pass(Buffer.from("ARROW1\0\0"));
  yield* output.message(schemaMessage(fields), { bodyLength: 0 }, []);
  const dictionaries: Block[] = [];
  for (const [id, { text }] of encoders.entries()) {
    if (text === undefined) continue;
    const values = placed(text.entries, [{ length: text.entries, missing: 0 }], [0, ...text.lengths]);
    dictionaries.push(yield* output.message(dictionaryMessage(id, values), values, [[], text.places(), text.texts()]));
  }
  const batches: Block[] = [];
  for (let start = 0; start < rows; start += ROWS_PER_BATCH) {
    const end = Math.min(rows, start + ROWS_PER_BATCH);
    const parts = encoders.map((encoder) => (encoder.text ?? encoder.plain).part(start, end));
    const buffers = parts.flatMap((part) => part.buffers);
    const nodes = parts.map(({ missing }) => ({ length: end - start, missing }));
    const batch = placed(
      end - start,
      nodes,
      buffers.map(({ length }) => length),
    );
    batches.push(
      yield* output.message(
        batchMessage(batch),
        batch,
        buffers.map((buffer) => [buffer]),
      ),
    );
  }
  yield* output.pass(Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 0)); // nothing follows
  if (stream) return;
  const footer = footerBytes(fields, dictionaries, batches);
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, footer.length, true);
  yield* output.pass(footer);
  yield* output.pass(Buffer.concat([length, Buffer.from("ARROW1")]));
}
