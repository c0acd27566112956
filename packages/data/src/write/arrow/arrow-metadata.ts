import { type FlatField, type FlatShape, flatBytes } from "./flat-builder.ts";

/** A type as the schema has it: its number in Arrow's union of types, and its fields. */
export interface ArrowTypeShape {
  readonly id: number;
  readonly fields: FlatShape;
}

export interface ArrowFieldShape {
  readonly name: string;
  /** Of a column with a dictionary, the type of its values. */
  readonly type: ArrowTypeShape;
  /** The number of its dictionary, whose codes have 32 bits. */
  readonly dictionary?: number;
}

const short = (value: number): FlatField => ({ kind: "short", value });
const int = (value: number): FlatField => ({ kind: "int", value });
const long = (value: number): FlatField => ({ kind: "long", value });
const byte = (value: number): FlatField => ({ kind: "byte", value });
const table = (value: FlatShape): FlatField => ({ kind: "table", value });
const tables = (value: readonly FlatShape[]): FlatField => ({ kind: "tables", value });
const text = (value: string): FlatField => ({ kind: "text", value });

export const intType = (bits: number, signed: boolean): ArrowTypeShape => ({ id: 2, fields: [int(bits), byte(signed ? 1 : 0)] });
export const floatType = (bits: 32 | 64): ArrowTypeShape => ({ id: 3, fields: [short(bits === 32 ? 1 : 2)] });
export const boolType: ArrowTypeShape = { id: 6, fields: [] };
export const utf8Type = (wide: boolean): ArrowTypeShape => ({ id: wide ? 20 : 5, fields: [] });
/** Microseconds since 1970, UTC. */
export const instantType: ArrowTypeShape = { id: 10, fields: [short(2), text("UTC")] };

const VERSION = 4; // of the metadata: V5, the one of Arrow 1.0
const NO_CHILDREN = tables([]);

/** @see https://github.com/apache/arrow/blob/main/format/Schema.fbs */
function schemaShape(fields: readonly ArrowFieldShape[]): FlatShape {
  const codes = table(intType(32, true).fields);
  const shapes = fields.map(({ name, type, dictionary }) => [
    text(name),
    byte(1), // nullable
    byte(type.id),
    table(type.fields),
    dictionary === undefined ? undefined : table([long(dictionary), codes]),
    NO_CHILDREN,
  ]);
  return [short(0), tables(shapes)];
}

/** What a batch says of each column, and of the buffers of its body. */
export interface BatchShape {
  readonly rows: number;
  readonly nodes: readonly { readonly length: number; readonly missing: number }[];
  readonly buffers: readonly { readonly start: number; readonly length: number }[];
  readonly bodyLength: number;
}

const batchShape = ({ rows, nodes, buffers }: BatchShape): FlatShape => [
  long(rows),
  { kind: "longs", value: nodes.map(({ length, missing }) => [length, missing]) },
  { kind: "longs", value: buffers.map(({ start, length }) => [start, length]) },
];

/** @see https://github.com/apache/arrow/blob/main/format/Message.fbs */
const messageBytes = (kind: 1 | 2 | 3, header: FlatShape, bodyLength: number): Uint8Array =>
  flatBytes([short(VERSION), byte(kind), table(header), long(bodyLength)]);

export const schemaMessage = (fields: readonly ArrowFieldShape[]): Uint8Array => messageBytes(1, schemaShape(fields), 0);

export const dictionaryMessage = (id: number, values: BatchShape): Uint8Array =>
  messageBytes(2, [long(id), table(batchShape(values))], values.bodyLength);

export const batchMessage = (batch: BatchShape): Uint8Array => messageBytes(3, batchShape(batch), batch.bodyLength);

/** Where a message lies in a file, and how long its metadata and its body are. */
export interface Block {
  readonly start: number;
  readonly metadata: number;
  readonly body: number;
}

/** @see https://github.com/apache/arrow/blob/main/format/File.fbs */
export function footerBytes(fields: readonly ArrowFieldShape[], dictionaries: readonly Block[], batches: readonly Block[]): Uint8Array {
  const blocks = (list: readonly Block[]): FlatField => ({
    kind: "longs",
    value: list.map(({ start, metadata, body }) => [start, metadata, body]),
  });
  return flatBytes([short(VERSION), table(schemaShape(fields)), blocks(dictionaries), blocks(batches)]);
}
