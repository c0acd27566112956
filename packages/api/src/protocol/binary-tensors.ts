import type { Cell } from "@mlops/core/scoring";
import { badRequest } from "./request-problem.ts";

/** How one value of fixed size is read and written, little endian. */
interface Layout {
  readonly size: number;
  readonly read: (bytes: Buffer, at: number) => unknown;
  readonly write: (bytes: Buffer, value: Cell, at: number) => void;
}

const present = (value: number): number | null => (Number.isNaN(value) ? null : value);

/** A value beyond the safe integers stays a bigint, which no column takes: it is told, never rounded. */
function integer(value: bigint): number | bigint {
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}

const LAYOUTS: Readonly<Record<string, Layout>> = {
  FP64: {
    size: 8,
    read: (b, at) => present(b.readDoubleLE(at)),
    write: (b, v, at) => void b.writeDoubleLE(v === null ? Number.NaN : Number(v), at),
  },
  FP32: {
    size: 4,
    read: (b, at) => present(b.readFloatLE(at)),
    write: (b, v, at) => void b.writeFloatLE(v === null ? Number.NaN : Number(v), at),
  },
  INT64: { size: 8, read: (b, at) => integer(b.readBigInt64LE(at)), write: (b, v, at) => void b.writeBigInt64LE(BigInt(Number(v)), at) },
  UINT64: { size: 8, read: (b, at) => integer(b.readBigUInt64LE(at)), write: (b, v, at) => void b.writeBigUInt64LE(BigInt(Number(v)), at) },
  INT32: { size: 4, read: (b, at) => b.readInt32LE(at), write: (b, v, at) => void b.writeInt32LE(Number(v), at) },
  UINT32: { size: 4, read: (b, at) => b.readUInt32LE(at), write: (b, v, at) => void b.writeUInt32LE(Number(v), at) },
  INT16: { size: 2, read: (b, at) => b.readInt16LE(at), write: (b, v, at) => void b.writeInt16LE(Number(v), at) },
  UINT16: { size: 2, read: (b, at) => b.readUInt16LE(at), write: (b, v, at) => void b.writeUInt16LE(Number(v), at) },
  INT8: { size: 1, read: (b, at) => b.readInt8(at), write: (b, v, at) => void b.writeInt8(Number(v), at) },
  UINT8: { size: 1, read: (b, at) => b.readUInt8(at), write: (b, v, at) => void b.writeUInt8(Number(v), at) },
  BOOL: { size: 1, read: (b, at) => b.readUInt8(at) !== 0, write: (b, v, at) => void b.writeUInt8(v ? 1 : 0, at) },
};

/**
 * The values of a tensor as JSON would hold them: NaN is null, BYTES are UTF-8 texts behind their lengths (4 bytes each).
 * @param called - how messages name the tensor
 */
export function decodeTensor(datatype: string, bytes: Buffer, called: string): unknown[] {
  if (datatype === "BYTES") return decodeTexts(bytes, called);
  const { size, read } = LAYOUTS[datatype] as Layout;
  if (bytes.length % size !== 0)
    throw badRequest(`${called} has ${bytes.length} bytes, which is no multiple of the ${size} of ${datatype}`);
  return Array.from({ length: bytes.length / size }, (_, k) => read(bytes, k * size));
}

function decodeTexts(bytes: Buffer, called: string): string[] {
  const texts: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 4 <= bytes.length ? at + 4 + bytes.readUInt32LE(at) : Number.POSITIVE_INFINITY;
    if (end > bytes.length) throw badRequest(`${called} ends within its text ${texts.length}`);
    texts.push(bytes.toString("utf8", at + 4, end));
    at = end;
  }
  return texts;
}

/** The bytes of a tensor; undefined where a value is missing and the datatype has nothing to tell it by. */
export function encodeTensor(datatype: string, cells: readonly Cell[]): Buffer | undefined {
  const fractional = datatype === "FP64" || datatype === "FP32";
  if (!fractional && cells.includes(null)) return undefined;
  if (datatype === "BYTES") return encodeTexts(cells);
  const { size, write } = LAYOUTS[datatype] as Layout;
  const bytes = Buffer.allocUnsafe(size * cells.length);
  for (let k = 0; k < cells.length; k++) write(bytes, cells[k] as Cell, k * size);
  return bytes;
}

function encodeTexts(cells: readonly Cell[]): Buffer {
  return Buffer.concat(
    cells.flatMap((cell) => {
      const text = Buffer.from(String(cell));
      const length = Buffer.allocUnsafe(4);
      length.writeUInt32LE(text.length);
      return [length, text];
    }),
  );
}
