/** A field of a FlatBuffer's table; undefined in a table is a field that keeps its default. */
export type FlatField =
  | { readonly kind: "byte" | "short" | "int" | "long"; readonly value: number }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "table"; readonly value: FlatShape }
  | { readonly kind: "tables"; readonly value: readonly FlatShape[] }
  /** A vector of structs of 64-bit integers; a 32-bit integer with its padding is one of them. */
  | { readonly kind: "longs"; readonly value: readonly (readonly number[])[] };

/** The fields of a table, in the order of its schema. */
export type FlatShape = readonly (FlatField | undefined)[];

const SIZES: Readonly<Record<FlatField["kind"], number>> = { byte: 1, short: 2, int: 4, long: 8, text: 4, table: 4, tables: 4, longs: 4 };

const aligned = (at: number, size: number): number => Math.ceil(at / size) * size;

/**
 * The bytes of a FlatBuffer about one table. Each table follows its own vtable, what it refers to follows it.
 * @see https://flatbuffers.dev/internals/
 */
export function flatBytes(root: FlatShape): Uint8Array {
  const writer = new FlatWriter();
  const at = writer.take(4, 4);
  writer.refer(at, writer.table(root));
  return writer.finish();
}

class FlatWriter {
  private view = new DataView(new ArrayBuffer(1024));
  private end = 0;

  /** Room for so many zero bytes; gives where it starts. */
  take(size: number, alignment: number): number {
    const start = aligned(this.end, alignment);
    this.end = start + size;
    if (this.end > this.view.byteLength) {
      const larger = new Uint8Array(Math.max(this.end, this.view.byteLength * 2));
      larger.set(new Uint8Array(this.view.buffer));
      this.view = new DataView(larger.buffer);
    }
    return start;
  }

  refer(from: number, to: number): void {
    this.view.setUint32(from, to - from, true);
  }

  table(fields: FlatShape): number {
    let size = 4; // the way to the vtable
    const places = fields.map((field) => {
      if (field === undefined) return 0;
      const place = aligned(size, SIZES[field.kind]);
      size = place + SIZES[field.kind];
      return place;
    });
    const vtable = this.take(4 + fields.length * 2, 2);
    const start = this.take(size, 8);
    for (const [i, value] of [4 + fields.length * 2, size, ...places].entries()) this.view.setUint16(vtable + i * 2, value, true);
    this.view.setInt32(start, start - vtable, true);
    for (const [i, field] of fields.entries()) if (field !== undefined) this.field(start + (places[i] as number), field);
    return start;
  }

  private field(at: number, field: FlatField): void {
    switch (field.kind) {
      case "byte":
        this.view.setUint8(at, field.value);
        break;
      case "short":
        this.view.setInt16(at, field.value, true);
        break;
      case "int":
        this.view.setInt32(at, field.value, true);
        break;
      case "long":
        this.view.setBigInt64(at, BigInt(field.value), true);
        break;
      case "text":
        this.refer(at, this.text(field.value));
        break;
      case "table":
        this.refer(at, this.table(field.value));
        break;
      case "tables": {
        const list = this.take(4 + field.value.length * 4, 4);
        this.view.setUint32(list, field.value.length, true);
        this.refer(at, list);
        for (const [i, shape] of field.value.entries()) this.refer(list + 4 + i * 4, this.table(shape));
        break;
      }
      case "longs": {
        const values = field.value.flat();
        const items = aligned(this.end + 4, 8);
        this.take(items - this.end + values.length * 8, 1);
        this.view.setUint32(items - 4, field.value.length, true);
        for (const [i, value] of values.entries()) this.view.setBigInt64(items + i * 8, BigInt(value), true);
        this.refer(at, items - 4);
      }
    }
  }

  /** UTF-8 with its length before and a zero byte after it. */
  private text(value: string): number {
    const bytes = new TextEncoder().encode(value);
    const start = this.take(4 + bytes.length + 1, 4);
    this.view.setUint32(start, bytes.length, true);
    new Uint8Array(this.view.buffer).set(bytes, start + 4);
    return start;
  }

  finish(): Uint8Array {
    return new Uint8Array(this.view.buffer, 0, this.end);
  }
}
