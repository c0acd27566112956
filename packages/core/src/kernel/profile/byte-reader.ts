import { DataError } from "@mlops/models/errors";

/** Reads what `ByteWriter` wrote; whatever does not fit is a DataError `VALUE_INVALID`. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at: number;

  constructor(bytes: Uint8Array, start: number) {
    this.#bytes = bytes;
    this.#at = start;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  byte(): number {
    return this.#take(1)[0] as number;
  }

  count(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (value > Number.MAX_SAFE_INTEGER) throw corrupt("a count is too large");
      if (byte < 128) return value;
    }
  }

  double(): number {
    const { buffer, byteOffset } = this.#take(8);
    return new DataView(buffer, byteOffset, 8).getFloat64(0, true);
  }

  /** What `ByteWriter.doubles` wrote. */
  doubles(): Float64Array {
    const length = this.count();
    if (length > this.left / 8) throw corrupt("it ends too early");
    const { buffer, byteOffset } = this.#take(8 * length);
    const view = new DataView(buffer, byteOffset, 8 * length);
    return Float64Array.from({ length }, (_, i) => view.getFloat64(8 * i, true));
  }

  bytesOf(length: number): Uint8Array {
    return this.#take(length);
  }

  text(): string {
    const size = this.count();
    const bytes = this.#take(Math.floor(size / 2));
    if (size % 2 === 1) {
      let text = "";
      for (let i = 0; i + 1 < bytes.length; i += 2) text += String.fromCharCode((bytes[i] as number) | ((bytes[i + 1] as number) << 8));
      return text;
    }
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch (cause) {
      throw corrupt("a text is not UTF-8", cause);
    }
  }

  numbers(length: number): number[] {
    const mode = this.byte();
    if (mode > 1) throw corrupt(`numbers are written in the unknown way ${mode}`);
    let last = 0;
    return this.list(length, () => {
      if (mode === 0) return this.double();
      const step = this.count();
      last += step % 2 === 1 ? -(step + 1) / 2 : step / 2;
      return last;
    });
  }

  /** As many items as were announced; each takes a byte at least. */
  list<T>(length: number, item: () => T): T[] {
    if (length > this.left) throw corrupt("it ends too early");
    return Array.from({ length }, item);
  }

  #take(length: number): Uint8Array {
    if (length > this.left) throw corrupt("it ends too early");
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}

/** What is told of bytes that are no profile. */
export function corrupt(detail: string, cause?: unknown): DataError {
  return new DataError({ code: "VALUE_INVALID", what: "the profile", detail, hint: "save the profile again", ...(cause ? { cause } : {}) });
}
