const encoder = new TextEncoder();

/** Writes protobuf's wire format into one buffer that doubles as it fills. */
export class ProtoWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;

  constructor(capacity = 64) {
    this.#bytes = new Uint8Array(capacity);
  }

  /** A varint field; negative numbers are 64-bit two's complement, as int64 is in a file. */
  int(field: number, value: number): this {
    this.#varint(field * 8);
    this.#signed(value);
    return this;
  }

  /** Packed varints. */
  ints(field: number, values: ArrayLike<number>): this {
    const packed = new ProtoWriter(values.length * 2);
    for (let i = 0; i < values.length; i++) packed.#signed(values[i] as number);
    return this.bytes(field, packed.finish());
  }

  float(field: number, value: number): this {
    this.#varint(field * 8 + 5);
    const at = this.#grow(4);
    new DataView(this.#bytes.buffer).setFloat32(at, value, true);
    return this;
  }

  /** Packed 32-bit floats. */
  floats(field: number, values: ArrayLike<number>): this {
    const packed = new Uint8Array(values.length * 4);
    const view = new DataView(packed.buffer);
    for (let i = 0; i < values.length; i++) view.setFloat32(i * 4, values[i] as number, true);
    return this.bytes(field, packed);
  }

  string(field: number, value: string): this {
    return this.bytes(field, encoder.encode(value));
  }

  /** Length-delimited bytes: also how a nested message is written. */
  bytes(field: number, value: Uint8Array): this {
    this.#varint(field * 8 + 2);
    this.#varint(value.length);
    const at = this.#grow(value.length);
    this.#bytes.set(value, at);
    return this;
  }

  message(field: number, message: ProtoWriter): this {
    return this.bytes(field, message.finish());
  }

  /** What was written so far; a view that later writes may move away from. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Room for `count` more bytes; returns where they start. */
  #grow(count: number): number {
    const at = this.#length;
    const needed = at + count;
    if (needed > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, at));
      this.#bytes = larger;
    }
    this.#length = needed;
    return at;
  }

  #signed(value: number): void {
    if (value >= 0) this.#varint(value);
    else {
      let rest = BigInt.asUintN(64, BigInt(value));
      for (; rest > 127n; rest >>= 7n) this.#byte(Number(rest & 127n) | 128);
      this.#byte(Number(rest));
    }
  }

  #varint(value: number): void {
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) this.#byte((rest % 128) | 128);
    this.#byte(rest);
  }

  #byte(value: number): void {
    const at = this.#grow(1); // may replace #bytes, so it comes first
    this.#bytes[at] = value;
  }
}
