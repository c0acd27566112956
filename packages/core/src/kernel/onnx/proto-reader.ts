import { DataError, MLOpsError } from "@mlops/models/errors";

const decoder = new TextDecoder("utf-8", { fatal: true });
const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/**
 * Reads protobuf's wire format. `next()` steps to a field; then one of the readers takes its value or `skip()` passes over it.
 * Whatever does not fit (a length beyond the end, a broken varint, a wrong wire type) is `DataError` GRAPH_INVALID.
 */
export class ProtoReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  #field = 0;
  #wire = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The number of the next field, or 0 at the end. */
  next(): number {
    if (this.#at >= this.#bytes.length) return 0;
    const tag = this.#smallVarint();
    this.#field = Math.floor(tag / 8);
    this.#wire = tag % 8;
    if (this.#field === 0) throw malformed(`field number 0 at byte ${this.#at}`);
    return this.#field;
  }

  int(): number {
    this.#expect(VARINT);
    return this.#signedVarint();
  }

  float(): number {
    this.#expect(FIXED32);
    return this.#view.getFloat32(this.#take(4), true);
  }

  /** A length-delimited value, as a view of the input. */
  bytes(): Uint8Array {
    this.#expect(BYTES);
    const length = this.#smallVarint();
    const start = this.#take(length);
    return this.#bytes.subarray(start, start + length);
  }

  message(): ProtoReader {
    return new ProtoReader(this.bytes());
  }

  string(): string {
    try {
      return decoder.decode(this.bytes());
    } catch (cause) {
      if (DataError.isInstance(cause)) throw cause;
      throw malformed(`field ${this.#field} holds text that is not UTF-8`);
    }
  }

  /** Repeated integers, packed or one by one. */
  intsInto(values: number[]): void {
    if (this.#wire === VARINT) values.push(this.#signedVarint());
    else for (const packed = this.message(); packed.#at < packed.#bytes.length; ) values.push(packed.#signedVarint());
  }

  /** Repeated 32-bit floats, packed or one by one. */
  floatsInto(values: number[]): void {
    if (this.#wire === FIXED32) values.push(this.float());
    else
      for (const packed = this.message(); packed.#at < packed.#bytes.length; ) values.push(packed.#view.getFloat32(packed.#take(4), true));
  }

  /** Repeated doubles, packed or one by one. */
  doublesInto(values: number[]): void {
    if (this.#wire === FIXED64) values.push(this.#view.getFloat64(this.#take(8), true));
    else
      for (const packed = this.message(); packed.#at < packed.#bytes.length; ) values.push(packed.#view.getFloat64(packed.#take(8), true));
  }

  skip(): void {
    if (this.#wire === VARINT) this.#rawVarint();
    else if (this.#wire === FIXED64) this.#take(8);
    else if (this.#wire === BYTES) this.bytes();
    else if (this.#wire === FIXED32) this.#take(4);
    else throw malformed(`wire type ${this.#wire} of field ${this.#field}`);
  }

  #expect(wire: number): void {
    if (this.#wire !== wire) throw malformed(`field ${this.#field} has wire type ${this.#wire}, not ${wire}`);
  }

  #take(count: number): number {
    const start = this.#at;
    if (count > this.#bytes.length - start)
      throw malformed(`it ends at byte ${this.#bytes.length}, ${count - (this.#bytes.length - start)} too early`);
    this.#at = start + count;
    return start;
  }

  /** Tags and lengths. */
  #smallVarint(): number {
    const [low, high] = this.#rawVarint();
    if (high !== 0) throw malformed(`a length beyond the end at byte ${this.#at}`);
    return low;
  }

  #signedVarint(): number {
    const [low, high] = this.#rawVarint();
    if (high === 0) return low;
    return toNumber(BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low)));
  }

  /** The lower and upper 32 bits. */
  #rawVarint(): [number, number] {
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.#bytes[this.#take(1)] as number;
      const bits = byte & 127;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high |= bits >> 4;
      } else high |= bits << (shift - 32);
      if (byte < 128) return [low >>> 0, high >>> 0];
    }
    throw malformed(`a varint longer than 10 bytes at byte ${this.#at}`);
  }
}

const LARGEST = 2n ** 63n - 1n;

/** A 64-bit integer as a number: exact up to 2^53; the two ends of the range stand for "no limit" and are kept approximately. */
export function toNumber(value: bigint): number {
  const number = Number(value);
  if (Number.isSafeInteger(number) || value === LARGEST || value === -LARGEST || value === -LARGEST - 1n) return number;
  throw new MLOpsError({ code: "NOT_SUPPORTED", feature: `the integer ${value}, beyond 2^53,` });
}

export function malformed(detail: string): DataError {
  return new DataError({ code: "GRAPH_INVALID", detail });
}
