import { DataError } from "@mlops/models/errors";

/** Integers up to here, and differences of them, fit a varint with their sign. */
const MOST = 2 ** 50;

const isWhole = (value: number): boolean => Number.isInteger(value) && Math.abs(value) <= MOST && !Object.is(value, -0);

/** Bytes as `encodeProfile` lays them out, behind a head of `head` bytes that stay zero. */
export class ByteWriter {
  #bytes: Uint8Array;
  #length: number;

  constructor(head: number) {
    this.#bytes = new Uint8Array(1024);
    this.#length = head;
  }

  get bytes(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  byte(value: number): void {
    this.#room(1)[this.#length++] = value;
  }

  /** Seven bits a byte, the lowest first. @throws DataError `VALUE_INVALID` for what is no count */
  count(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0)
      throw new DataError({ code: "VALUE_INVALID", what: "the profile", detail: `${value} is no count`, hint: "profile the table again" });
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) this.byte((rest % 128) | 128);
    this.byte(rest);
  }

  double(value: number): void {
    const bytes = this.#room(8);
    new DataView(bytes.buffer).setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  /** How many there are, and all of them. */
  doubles(values: Float64Array): void {
    this.count(values.length);
    const bytes = this.#room(8 * values.length);
    const view = new DataView(bytes.buffer);
    for (let i = 0; i < values.length; i++) view.setFloat64(this.#length + 8 * i, values[i] as number, true);
    this.#length += 8 * values.length;
  }

  /** Bytes as they are, of a length that the reader knows. */
  bytesOf(bytes: Uint8Array): void {
    this.#room(bytes.length).set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** UTF-8, or UTF-16 where a surrogate stands alone. */
  text(value: string): void {
    const utf8 = new TextEncoder().encode(value);
    if (new TextDecoder("utf-8", { ignoreBOM: true }).decode(utf8) === value) {
      this.count(2 * utf8.length);
      this.#room(utf8.length).set(utf8, this.#length);
      this.#length += utf8.length;
      return;
    }
    this.count(4 * value.length + 1);
    for (let i = 0; i < value.length; i++) {
      const unit = value.charCodeAt(i);
      this.byte(unit & 255);
      this.byte(unit >> 8);
    }
  }

  /** Integers as differences of neighbours, others as doubles; how many there are is written before. */
  numbers(values: readonly number[]): void {
    const whole = values.every(isWhole);
    this.byte(whole ? 1 : 0);
    let last = 0;
    for (const value of values) {
      const step = value - last;
      if (whole) this.count(step < 0 ? -2 * step - 1 : 2 * step);
      else this.double(value);
      last = value;
    }
  }

  #room(more: number): Uint8Array {
    if (this.#length + more > this.#bytes.length) {
      const larger = new Uint8Array(2 * (this.#length + more));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    return this.#bytes;
  }
}
