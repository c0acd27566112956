import { bigIntColumn, type Column, numericColumn, type Validity } from "@mlops/core/table";
import { GrowingArray, type Room } from "./growing-array.ts";

const TOP = 2 ** 21;

/** 64-bit integers that come part by part: numbers as long as all of them are safe, from the first that is not they all are bigints. */
export class GrowingIntegers {
  private readonly room: Room;
  private readonly numbers: GrowingArray<Float64Array>;
  private bigs: GrowingArray<BigInt64Array> | null = null;

  constructor(room: Room) {
    this.room = room;
    this.numbers = new GrowingArray(Float64Array, room);
  }

  /** @param words - low and high word of each; where `bits` says that a row is missing, what stands there means nothing */
  append(words: Int32Array, bits: Uint8Array | null): void {
    const count = words.length >> 1;
    if (this.bigs === null) {
      const start = this.numbers.extend(count);
      if (copySafe(words, bits, this.numbers.values, start)) return;
      this.numbers.length = start;
      this.bigs = new GrowingArray(BigInt64Array, this.room);
      this.bigs.extend(start);
      for (let row = 0; row < start; row++) this.bigs.values[row] = BigInt(this.numbers.values[row] as number);
    }
    const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
    this.bigs.bytes(this.bigs.extend(count), count).set(bytes);
  }

  finish(validity: Validity): Column {
    return this.bigs === null ? numericColumn(this.numbers.finish(), validity, true) : bigIntColumn(this.bigs.finish(), validity);
  }

  /** What there is, in place. */
  view(validity: Validity): Column {
    return this.bigs === null ? numericColumn(this.numbers.view(), validity, true) : bigIntColumn(this.bigs.view(), validity);
  }

  /** Forgets what there is and keeps the memory. */
  clear(): void {
    this.numbers.length = 0;
    this.bigs = null;
  }
}

/** Copies integers as numbers; false where one that is not missing is no safe integer. */
function copySafe(words: Int32Array, bits: Uint8Array | null, target: Float64Array, start: number): boolean {
  const count = words.length >> 1;
  for (let row = 0; row < count; row++) {
    const low = (words[row * 2] as number) >>> 0;
    const high = words[row * 2 + 1] as number;
    if (high >= TOP || high < -TOP || (high === -TOP && low === 0)) {
      if (bits === null || ((bits[row >> 3] as number) & (1 << (row & 7))) !== 0) return false;
      target[start + row] = 0;
    } else target[start + row] = high * 4294967296 + low;
  }
  return true;
}
