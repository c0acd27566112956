import { type FlatField, type FlatShape, flatBytes } from "../../../write/arrow/flat-builder.ts";

/** Some rows of a column as a batch has them, or the values of a dictionary. */
export interface RawPart {
  readonly rows: number;
  readonly missing: number;
  /** Validity first, of every type but null. */
  readonly buffers: readonly Uint8Array[];
  /** Buffers after the entries, of views. */
  readonly views?: number;
}

/** A column of any type, as it lies in a file. */
export interface RawColumn {
  readonly name: string;
  /** The number of its type in Arrow's schema, and the type's fields. */
  readonly type: number;
  readonly fields: FlatShape;
  /** The type of its codes, of a column with a dictionary. */
  readonly codes?: FlatShape;
  /** For each batch, what its dictionary becomes before (added to it, or in its place). */
  readonly dictionaries?: readonly ({ readonly part: RawPart; readonly delta: boolean } | undefined)[];
  readonly parts: readonly RawPart[];
}

const table = (value: FlatShape): FlatField => ({ kind: "table", value });
const tables = (value: readonly FlatShape[]): FlatField => ({ kind: "tables", value });
const longs = (value: readonly (readonly number[])[]): FlatField => ({ kind: "longs", value });
const long = (value: number): FlatField => ({ kind: "long", value });
const byte = (value: number): FlatField => ({ kind: "byte", value });

function batchOf(parts: readonly RawPart[]): { readonly shape: FlatShape; readonly body: Buffer } {
  const pieces: Buffer[] = [];
  let end = 0;
  const places = parts.flatMap(({ buffers }) =>
    buffers.map((buffer) => {
      const start = end;
      const filled = Buffer.alloc(Math.ceil(buffer.length / 8) * 8);
      filled.set(buffer);
      pieces.push(filled);
      end += filled.length;
      return [start, buffer.length];
    }),
  );
  const views = parts.flatMap((part) => (part.views === undefined ? [] : [[part.views]]));
  const shape = [
    long(parts[0]?.rows ?? 0),
    longs(parts.map(({ rows, missing }) => [rows, missing])),
    longs(places),
    undefined,
    views.length === 0 ? undefined : longs(views),
  ];
  return { shape, body: Buffer.concat(pieces) };
}

function message(kind: number, header: FlatShape, body: Buffer): Buffer {
  const metadata = flatBytes([{ kind: "short", value: 4 }, byte(kind), table(header), long(body.length)]);
  const head = Buffer.alloc(8 + Math.ceil(metadata.length / 8) * 8);
  head.writeInt32LE(-1, 0);
  head.writeInt32LE(head.length - 8, 4);
  head.set(metadata, 8);
  return Buffer.concat([head, body]);
}

/** A stream of the columns, batch by batch. */
export function arrowStream(columns: readonly RawColumn[]): Buffer {
  const fields = columns.map(({ name, type, fields: own, codes }, i) => [
    { kind: "text", value: name } as const,
    byte(1),
    byte(type),
    table(own),
    codes === undefined ? undefined : table([long(i), table(codes)]),
    tables([]),
  ]);
  const written = [message(1, [{ kind: "short", value: 0 }, tables(fields)], Buffer.alloc(0))];
  for (let batch = 0; batch < (columns[0]?.parts.length ?? 0); batch++) {
    for (const [id, { dictionaries }] of columns.entries()) {
      const dictionary = dictionaries?.[batch];
      if (dictionary === undefined) continue;
      const { shape, body } = batchOf([dictionary.part]);
      written.push(message(2, [long(id), table(shape), byte(dictionary.delta ? 1 : 0)], body));
    }
    const { shape, body } = batchOf(columns.map(({ parts }) => parts[batch] as RawPart));
    written.push(message(3, shape, body));
  }
  return Buffer.concat([...written, Buffer.from([255, 255, 255, 255, 0, 0, 0, 0])]);
}
