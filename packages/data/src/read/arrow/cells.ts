import { ArrowDamage } from "./flat-table.ts";

/** Values of a column as DuckDB takes them: of `width` bytes each, or the bytes of a text. */
export type Cells = { readonly rows: number; readonly bits: Uint8Array | null } & (
  | { readonly kind: "fixed"; readonly width: number; readonly data: Uint8Array }
  | { readonly kind: "text"; at(row: number): Uint8Array }
);

export function isSet(bits: Uint8Array | null, row: number): boolean {
  return bits === null || (((bits[row >> 3] as number) >> (row & 7)) & 1) === 1;
}

/** A buffer that must hold so many bytes. */
export function atLeast(name: string, buffer: Uint8Array | undefined, length: number): Uint8Array {
  if (buffer === undefined || buffer.length < length) throw new ArrowDamage(`column "${name}" has too few values`);
  return buffer;
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
