/** What a damaged file is told by; the reader of the file adds its name. */
export class ArrowDamage extends Error {}

/** A table of a FlatBuffer, read where it lies. Every place is checked against the buffer's end. */
export class FlatTable {
  private readonly view: DataView;
  private readonly at: number;

  private constructor(view: DataView, at: number) {
    this.view = view;
    this.at = at;
  }

  /** The table that a buffer is about. */
  static root(bytes: Uint8Array): FlatTable {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return new FlatTable(view, inside(view, 0, 4) + view.getUint32(0, true));
  }

  private field(id: number, size: number): number | undefined {
    const { view, at } = this;
    const vtable = at - view.getInt32(inside(view, at, 4), true);
    const length = view.getUint16(inside(view, vtable, 4), true);
    const entry = 4 + id * 2;
    if (entry + 2 > length) return undefined;
    const offset = view.getUint16(inside(view, vtable + entry, 2), true);
    return offset === 0 ? undefined : inside(view, at + offset, size);
  }

  byte(id: number, absent = 0): number {
    const place = this.field(id, 1);
    return place === undefined ? absent : this.view.getUint8(place);
  }

  short(id: number, absent = 0): number {
    const place = this.field(id, 2);
    return place === undefined ? absent : this.view.getInt16(place, true);
  }

  int(id: number, absent = 0): number {
    const place = this.field(id, 4);
    return place === undefined ? absent : this.view.getInt32(place, true);
  }

  /** A 64-bit integer, which sizes and identifiers are. */
  long(id: number, absent = 0): number {
    const place = this.field(id, 8);
    return place === undefined ? absent : longAt(this.view, place);
  }

  private target(id: number): number | undefined {
    const place = this.field(id, 4);
    return place === undefined ? undefined : inside(this.view, place + this.view.getUint32(place, true), 4);
  }

  table(id: number): FlatTable | undefined {
    const at = this.target(id);
    return at === undefined ? undefined : new FlatTable(this.view, at);
  }

  text(id: number): string | undefined {
    const at = this.target(id);
    if (at === undefined) return undefined;
    const length = this.view.getUint32(at, true);
    return new TextDecoder().decode(new Uint8Array(this.view.buffer, this.view.byteOffset + inside(this.view, at + 4, length), length));
  }

  private items(id: number, size: number): { readonly start: number; readonly count: number } {
    const at = this.target(id);
    if (at === undefined) return { start: 0, count: 0 };
    const count = this.view.getUint32(at, true);
    return { start: inside(this.view, at + 4, count * size), count };
  }

  tables(id: number): FlatTable[] {
    const { start, count } = this.items(id, 4);
    return Array.from({ length: count }, (_, i) => {
      const place = start + i * 4;
      return new FlatTable(this.view, inside(this.view, place + this.view.getUint32(place, true), 4));
    });
  }

  /** A vector of structs of 64-bit integers, `width` of each; a 32-bit integer with its padding counts as one too. */
  longs(id: number, width: number): number[][] {
    const { start, count } = this.items(id, width * 8);
    return Array.from({ length: count }, (_, i) => Array.from({ length: width }, (_, k) => longAt(this.view, start + (i * width + k) * 8)));
  }
}

function inside(view: DataView, at: number, size: number): number {
  if (at < 0 || at + size > view.byteLength) throw new ArrowDamage("its metadata points outside itself");
  return at;
}

function longAt(view: DataView, at: number): number {
  const value = view.getBigInt64(at, true);
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new ArrowDamage("its metadata holds a size that no file has");
  return number;
}
