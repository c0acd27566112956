import { ArrowDamage } from "./flat-table.ts";

const cut = (): ArrowDamage => new ArrowDamage("its LZ4 data is cut off or damaged");

/**
 * Unpacks one LZ4 frame into exactly `size` bytes.
 * @throws ArrowDamage for anything else
 * @see https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md
 */
export function unpackLz4(packed: Uint8Array, size: number): Uint8Array {
  if (size > packed.length * 255) throw cut(); // no block grows more than that
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const flags = packed[4] ?? 0;
  if (packed.length < 11 || view.getUint32(0, true) !== 0x184d2204 || flags >> 6 !== 1 || (flags & 1) !== 0) throw cut();
  let at = (flags & 8) === 0 ? 7 : 15; // the size of the content is told by Arrow too
  const output = new Uint8Array(size);
  let written = 0;
  for (;;) {
    if (at + 4 > packed.length) throw cut();
    const header = view.getUint32(at, true);
    at += 4;
    if (header === 0) break;
    const length = header & 0x7fffffff;
    if (at + length > packed.length) throw cut();
    if (header >>> 31 === 1) {
      if (written + length > size) throw cut();
      output.set(packed.subarray(at, at + length), written);
      written += length;
    } else written = unpackBlock(packed, at, at + length, output, written);
    at += length + ((flags & 16) === 0 ? 0 : 4);
  }
  if (written !== size) throw cut();
  return output;
}

/** Bytes that are copied sooner one by one than by a call. */
const SHORT = 64;

/** Unpacks a block after what is written already, which it may refer to; gives where it ends. */
function unpackBlock(packed: Uint8Array, from: number, to: number, output: Uint8Array, start: number): number {
  let at = from;
  let written = start;
  const long = (length: number): number => {
    if (length < 15) return length;
    let total = length;
    let more = 255;
    while (more === 255) {
      if (at >= to) throw cut();
      more = packed[at++] as number;
      total += more;
    }
    return total;
  };
  while (at < to) {
    const token = packed[at++] as number;
    const literals = long(token >> 4);
    if (at + literals > to || written + literals > output.length) throw cut();
    if (literals > SHORT) output.set(packed.subarray(at, at + literals), written);
    else for (let i = 0; i < literals; i++) output[written + i] = packed[at + i] as number;
    at += literals;
    written += literals;
    if (at === to) return written;
    if (at + 2 > to) throw cut();
    const back = (packed[at] as number) | ((packed[at + 1] as number) << 8);
    at += 2;
    const length = long(token & 15) + 4;
    if (back === 0 || back > written || written + length > output.length) throw cut();
    if (back >= length && length > SHORT) output.copyWithin(written, written - back, written - back + length);
    else for (let i = 0; i < length; i++) output[written + i] = output[written + i - back] as number;
    written += length;
  }
  return written;
}
