import { isUtf8 } from "node:buffer";
import type { ArrowVector } from "./batch.ts";
import { atLeast, type Cells, isSet, viewOf } from "./cells.ts";
import { ArrowDamage } from "./flat-table.ts";

export const outside = (name: string): ArrowDamage => new ArrowDamage(`column "${name}" has a text outside its buffers`);
export const notUtf8 = (name: string): ArrowDamage => new ArrowDamage(`column "${name}" holds a text that is not UTF-8`);

/** Texts one after the other: their bytes, and where each starts and the last ends, checked. */
export function textPlaces(
  name: string,
  wide: boolean,
  { length: rows, buffers }: ArrowVector,
): { readonly texts: Uint8Array; readonly ends: Float64Array } {
  const [places, texts = new Uint8Array(0)] = buffers;
  if (rows === 0) return { texts, ends: new Float64Array(1) };
  const width = wide ? 8 : 4;
  const view = viewOf(atLeast(name, places, (rows + 1) * width));
  const ends = new Float64Array(rows + 1);
  for (let row = 0; row <= rows; row++) {
    const end = wide ? view.getInt32(row * 8 + 4, true) * 4294967296 + view.getUint32(row * 8, true) : view.getInt32(row * 4, true);
    if (end > texts.length || end < (row === 0 ? 0 : (ends[row - 1] as number)))
      throw new ArrowDamage(`column "${name}" has a text outside its buffer`);
    if (end < texts.length && ((texts[end] as number) & 0xc0) === 0x80) throw notUtf8(name);
    ends[row] = end;
  }
  if (!isUtf8(texts.subarray(ends[0], ends[rows]))) throw notUtf8(name);
  return { texts, ends };
}

export function textCells(name: string, wide: boolean, vector: ArrowVector): Cells {
  const { texts, ends } = textPlaces(name, wide, vector);
  return { kind: "text", rows: vector.length, bits: vector.bits, at: (row) => texts.subarray(ends[row], ends[row + 1]) };
}

/** Texts of up to 12 bytes in their entries, longer ones in the buffers that follow. */
export function viewCells(name: string, { length: rows, bits, buffers }: ArrowVector): Cells {
  const [first, ...texts] = buffers;
  const entries = atLeast(name, first, rows * 16);
  const view = viewOf(entries);
  const at = (row: number): Uint8Array => {
    const length = view.getInt32(row * 16, true);
    if (length <= 12) return entries.subarray(row * 16 + 4, row * 16 + 4 + length);
    const start = view.getInt32(row * 16 + 12, true);
    return (texts[view.getInt32(row * 16 + 8, true)] as Uint8Array).subarray(start, start + length);
  };
  for (let row = 0; row < rows; row++) {
    if (!isSet(bits, row)) continue;
    const length = view.getInt32(row * 16, true);
    const start = view.getInt32(row * 16 + 12, true);
    const size = texts[view.getInt32(row * 16 + 8, true)]?.length ?? -1;
    if (length < 0 || (length > 12 && (start < 0 || start + length > size))) throw outside(name);
    if (!isUtf8(at(row))) throw notUtf8(name);
  }
  return { kind: "text", rows, bits, at };
}
