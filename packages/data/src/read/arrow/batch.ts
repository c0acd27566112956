import type { FileHandle } from "node:fs/promises";
import * as zlib from "node:zlib";
import { countMissing } from "@mlops/core/table";
import { MLOpsError } from "@mlops/models";
import { ArrowDamage } from "./flat-table.ts";
import { unpackLz4 } from "./lz4.ts";
import type { ArrowMessage } from "./messages.ts";
import { readExactly } from "./messages.ts";
import type { ArrowField } from "./schema.ts";

/** What a batch holds of one column. */
export interface ArrowVector {
  readonly length: number;
  /** Validity bits, least significant first; null where all rows have a value. */
  readonly bits: Uint8Array | null;
  /** The other buffers, in the order of the format; of views the texts follow. */
  readonly buffers: readonly Uint8Array[];
}

/** Rows that one batch may have: what indexes them has 32 bits. */
const MOST_ROWS = 2 ** 31 - 1;

type Batch = Pick<ArrowMessage, "header" | "body">;

/** @throws ArrowDamage where no batch has as many */
export function rowsOf({ header }: Pick<Batch, "header">): number {
  const rows = header.long(0);
  if (rows < 0 || rows > MOST_ROWS) throw new ArrowDamage(`a batch says that it has ${rows} rows`);
  return rows;
}

/** The batch's columns that are wanted. @throws ArrowDamage where sizes do not agree */
export async function vectorsOf(
  file: FileHandle,
  batch: Batch,
  fields: readonly ArrowField[],
  wanted: (field: ArrowField) => boolean,
): Promise<{ readonly rows: number; readonly vectors: ReadonlyMap<ArrowField, ArrowVector> }> {
  const vectors = new Map<ArrowField, ArrowVector>();
  for await (const [field, vector] of eachVector(file, batch, fields, wanted)) vectors.set(field, vector);
  return { rows: rowsOf(batch), vectors };
}

/** Reads the places of a batch's buffers: each has its start in the file and its length. */
export type ReadPlaces = (
  file: FileHandle,
  places: readonly (readonly [start: number, length: number])[],
) => Promise<readonly Uint8Array[]>;

const readApart: ReadPlaces = async (file, places) => {
  const buffers: Uint8Array[] = [];
  for (const [start, length] of places) buffers.push(await readExactly(file, start, length));
  return buffers;
};

/** The batch's columns that are wanted, read one after the other. @throws ArrowDamage where sizes do not agree */
export async function* eachVector(
  file: FileHandle,
  { header, body }: Batch,
  fields: readonly ArrowField[],
  wanted: (field: ArrowField) => boolean,
  read = readApart,
): AsyncGenerator<readonly [ArrowField, ArrowVector]> {
  const rows = rowsOf({ header });
  const nodes = header.longs(1, 2);
  const places = header.longs(2, 2);
  const views = header.longs(4, 1).map(([count]) => count as number);
  const compression = header.table(3);
  const codec = compression === undefined ? undefined : compression.byte(0);
  let node = 0;
  let place = 0;
  let view = 0;
  let taken = 0;
  for (const field of fields) {
    const extra = views.slice(view, view + field.views).reduce((sum, count) => sum + count, 0);
    const own = places.slice(place, place + field.buffers + extra);
    if (node + field.nodes > nodes.length || view + field.views > views.length || own.length !== field.buffers + extra)
      throw new ArrowDamage(`a batch has too few buffers for column "${field.name}"`);
    if (wanted(field)) {
      const [length, missing] = nodes[node] as [number, number];
      if (length !== rows) throw new ArrowDamage(`a batch of ${rows} rows has ${length} of column "${field.name}"`);
      for (const [start, size] of own as [number, number][]) {
        taken += size; // what is told of twice would fill memory
        if (start < 0 || size < 0 || start + size > body.length || taken > body.length)
          throw new ArrowDamage(`a buffer of column "${field.name}" lies outside its batch`);
      }
      const packed = await read(
        file,
        (own as [number, number][]).map(([start, size]) => [body.start + start, size]),
      );
      const buffers = packed.map((bytes) => unpack(bytes, codec));
      yield [field, vectorOf(field, rows, missing, buffers)];
    }
    node += field.nodes;
    place += field.buffers + extra;
    view += field.views;
  }
  if (node !== nodes.length || place !== places.length) throw new ArrowDamage("a batch has more buffers than its columns need");
}

function vectorOf(field: ArrowField, length: number, missing: number, [bits, ...buffers]: Uint8Array[]): ArrowVector {
  if (bits === undefined) return { length, bits: null, buffers: [] }; // a column of nothing but missing values
  if (bits.length === 0 && missing === 0) return { length, bits: null, buffers };
  if (bits.length * 8 < length) throw new ArrowDamage(`column "${field.name}" says of too few rows whether they are missing`);
  const found = countMissing(bits, length);
  if (found !== missing) throw new ArrowDamage(`column "${field.name}" has ${found} missing values, not ${missing}`);
  return { length, bits: missing === 0 ? null : bits, buffers };
}

/** What a buffer may grow to: there is no larger memory in JavaScript. */
const LARGEST = 2 ** 32;

/** A packed buffer begins with its size; -1 says that it is not packed after all. */
function unpack(bytes: Uint8Array, codec: number | undefined): Uint8Array {
  if (codec === undefined || bytes.length === 0) return bytes;
  if (bytes.length < 8) throw new ArrowDamage("a packed buffer is cut off");
  const size = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigInt64(0, true));
  const packed = bytes.subarray(8);
  if (size === -1) return packed;
  if (size < 0 || size > LARGEST) throw new ArrowDamage("a packed buffer says that it has an impossible size");
  if (codec === 0) return unpackLz4(packed, size);
  if (codec !== 1) throw new ArrowDamage("its buffers are packed in an unknown way");
  const unpackZstd: typeof zlib.zstdDecompressSync | undefined = zlib.zstdDecompressSync; // absent before Node 22.15
  if (unpackZstd === undefined)
    throw new MLOpsError({
      code: "NOT_SUPPORTED",
      feature: "zstd in this version of Node",
      hint: "use Node 22.15 or later, or write the file without it",
    });
  try {
    const unpacked = size === 0 ? new Uint8Array(0) : unpackZstd(packed, { maxOutputLength: size });
    if (unpacked.length === size) return unpacked;
  } catch {
    // told below
  }
  throw new ArrowDamage("its zstd data is cut off or damaged");
}
