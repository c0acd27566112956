import type { ArrowVector } from "./batch.ts";
import { clockCells, decimalCells } from "./exact-cells.ts";
import { ArrowDamage } from "./flat-table.ts";
import type { ArrowField, Layout } from "./schema.ts";
import { textCells, viewCells } from "./text-cells.ts";

/** Values of a column as DuckDB takes them: of `width` bytes each, or the bytes of a text. */
export type Cells = { readonly rows: number; readonly bits: Uint8Array | null } & (
  | { readonly kind: "fixed"; readonly width: number; readonly data: Uint8Array }
  | { readonly kind: "text"; at(row: number): Uint8Array }
);

/** Dictionaries that came so far, by their number; one that grows has several parts. */
export type Dictionaries = ReadonlyMap<number, readonly Cells[]>;

export function isSet(bits: Uint8Array | null, row: number): boolean {
  return bits === null || (((bits[row >> 3] as number) >> (row & 7)) & 1) === 1;
}

/** A buffer that must hold so many bytes. */
export function atLeast(name: string, buffer: Uint8Array | undefined, length: number): Uint8Array {
  if (buffer === undefined || buffer.length < length) throw new ArrowDamage(`column "${name}" has too few values`);
  return buffer;
}

/** The values of a column, checked. */
export function cellsOf(field: ArrowField, vector: ArrowVector, dictionaries: Dictionaries): Cells {
  if (field.dictionary !== undefined) return decoded(field, vector, dictionaries.get(field.dictionary.id));
  return plainCells(field, vector);
}

/** The values themselves, of a column without a dictionary or of a dictionary. */
export function plainCells({ name, type }: ArrowField, vector: ArrowVector): Cells {
  const layout = type?.layout as Layout;
  const { length: rows, bits, buffers } = vector;
  const fixed = (width: number, data: Uint8Array): Cells => ({ kind: "fixed", rows, bits, width, data });
  switch (layout.kind) {
    case "fixed":
      return fixed(layout.width, atLeast(name, buffers[0], rows * layout.width));
    case "none":
      return { ...fixed(8, new Uint8Array(rows * 8)), bits: new Uint8Array((rows + 7) >> 3) };
    case "bits": {
      const from = atLeast(name, buffers[0], (rows + 7) >> 3);
      return fixed(
        1,
        Uint8Array.from({ length: rows }, (_, row) => ((from[row >> 3] as number) >> (row & 7)) & 1),
      );
    }
    case "half": {
      const from = viewOf(atLeast(name, buffers[0], rows * 2));
      const values = Float32Array.from({ length: rows }, (_, row) => half(from.getUint16(row * 2, true)));
      return fixed(4, new Uint8Array(values.buffer));
    }
    case "clock":
      return clockCells(name, layout, vector);
    case "decimal":
      return decimalCells(name, layout, vector);
    case "text":
      return textCells(name, layout.wide, vector);
    case "view":
      return viewCells(name, vector);
  }
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function half(bits: number): number {
  const sign = bits >> 15 === 1 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The values that the codes of a column stand for. */
function decoded(field: ArrowField, { length: rows, bits, buffers }: ArrowVector, parts: readonly Cells[] | undefined): Cells {
  const { name } = field;
  const first = parts?.[0];
  if (parts === undefined || first === undefined) throw new ArrowDamage(`the dictionary of column "${name}" does not come before it`);
  const { width, signed } = field.dictionary as NonNullable<ArrowField["dictionary"]>;
  const codes = viewOf(atLeast(name, buffers[0], rows * width));
  const size = parts.reduce((sum, part) => sum + part.rows, 0);
  const present = new Uint8Array((rows + 7) >> 3);
  const part = new Uint32Array(rows);
  const place = new Uint32Array(rows);
  for (let row = 0; row < rows; row++) {
    if (!isSet(bits, row)) continue;
    let code = codeAt(codes, row, width, signed);
    if (code < 0 || code >= size) throw new ArrowDamage(`column "${name}" has the code ${code} of a dictionary of ${size}`);
    let at = 0;
    while (code >= (parts[at] as Cells).rows) code -= (parts[at++] as Cells).rows;
    part[row] = at;
    place[row] = code;
    if (isSet((parts[at] as Cells).bits, code)) present[row >> 3] = (present[row >> 3] as number) | (1 << (row & 7));
  }
  const source = (row: number): Cells => parts[part[row] as number] as Cells;
  if (first.kind === "text")
    return { kind: "text", rows, bits: present, at: (row) => (source(row) as Extract<Cells, { kind: "text" }>).at(place[row] as number) };
  const data = new Uint8Array(rows * first.width);
  for (let row = 0; row < rows; row++) {
    const from = source(row) as Extract<Cells, { kind: "fixed" }>;
    const start = (place[row] as number) * first.width;
    if (isSet(present, row)) data.set(from.data.subarray(start, start + first.width), row * first.width);
  }
  return { kind: "fixed", rows, bits: present, width: first.width, data };
}

function codeAt(codes: DataView, row: number, width: number, signed: boolean): number {
  switch (width) {
    case 1:
      return signed ? codes.getInt8(row) : codes.getUint8(row);
    case 2:
      return signed ? codes.getInt16(row * 2, true) : codes.getUint16(row * 2, true);
    case 4:
      return signed ? codes.getInt32(row * 4, true) : codes.getUint32(row * 4, true);
    default:
      return Number(codes.getBigInt64(row * 8, true));
  }
}
