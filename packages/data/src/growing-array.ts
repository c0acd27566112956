import type { allocate as Allocate, NumericArray } from "@mlops/core/table";

type Values = NumericArray | BigInt64Array;
export type ValuesType<A> = { new (buffer: ArrayBufferLike, byteOffset: number, length: number): A; readonly BYTES_PER_ELEMENT: number };

/** Where the memory of a column comes from (what it holds does not matter), and the rows that it has room for at first. */
export interface Room {
  readonly expected: number;
  readonly allocate: typeof Allocate;
}

/** A typed array that grows; where the rows are known, it is the column itself. */
export class GrowingArray<A extends Values> {
  private readonly type: ValuesType<A>;
  private readonly allocate: typeof Allocate;
  values: A;
  length = 0;

  constructor(type: ValuesType<A>, { expected, allocate }: Room) {
    this.type = type;
    this.allocate = allocate;
    this.values = allocate(type, expected);
  }

  /** Makes room for `count` more rows and returns where they start. */
  extend(count: number): number {
    const start = this.length;
    this.length += count;
    if (this.length > this.values.length) this.values = this.copy(Math.max(this.length, this.values.length * 2), start);
    return start;
  }

  /** The bytes of `count` rows. */
  bytes(start: number, count: number): Uint8Array {
    const width = this.type.BYTES_PER_ELEMENT;
    return new Uint8Array(this.values.buffer, this.values.byteOffset + start * width, count * width);
  }

  /** The rows there are, in place. */
  view(): A {
    return this.values.subarray(0, this.length) as A;
  }

  finish(): A {
    return this.values.length === this.length ? this.values : this.copy(this.length, this.length);
  }

  private copy(length: number, rows: number): A {
    const copy = this.allocate(this.type, length);
    (copy as Float64Array).set(this.values.subarray(0, rows) as Float64Array);
    return copy;
  }
}
