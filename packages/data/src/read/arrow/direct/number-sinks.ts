import { bigIntColumn, booleanColumn, type NumericArray, numericColumn } from "@mlops/core/table";
import { ValidityBuilder } from "../../../duckdb/validity-builder.ts";
import { GrowingArray, type Room, type ValuesType } from "../../../growing-array.ts";
import { atLeast, isSet } from "../cells.ts";
import { type ColumnSink, LeftToDuckdb } from "./column-sink.ts";

/** Numbers that lie in the file as in a column. */
export function numberSink<A extends NumericArray>(name: string, type: ValuesType<A>, room: Room): ColumnSink {
  const values = new GrowingArray(type, room);
  const validity = new ValidityBuilder();
  return {
    append({ length, bits, buffers }) {
      const size = length * type.BYTES_PER_ELEMENT;
      const bytes = atLeast(name, buffers[0], size).subarray(0, size); // before there is memory for so many
      values.bytes(values.extend(length), length).set(bytes);
      validity.append(bits, length);
    },
    finish: () => numericColumn(values.finish(), validity.finish()),
  };
}

/** 64-bit words as pairs of 32 bits, low and high. */
export function wordPairs(bytes: Uint8Array, count: number): Int32Array {
  const from = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice(0, count * 8);
  return new Int32Array(from.buffer, from.byteOffset, count * 2);
}

const TOP = 2 ** 21;

/** 64-bit integers are numbers as long as all of them are safe, from the first that is not they all are bigints. */
export function int64Sink(name: string, signed: boolean, room: Room): ColumnSink {
  let numbers: GrowingArray<Float64Array> | undefined = new GrowingArray(Float64Array, room);
  let bigs: GrowingArray<BigInt64Array> | undefined;
  const validity = new ValidityBuilder();
  return {
    append({ length, bits, buffers }) {
      validity.append(bits, length);
      const bytes = atLeast(name, buffers[0], length * 8);
      const words = wordPairs(bytes, length);
      if (!signed)
        for (let row = 0; row < length; row++) if ((words[row * 2 + 1] as number) < 0 && isSet(bits, row)) throw new LeftToDuckdb();
      if (numbers !== undefined) {
        const start = numbers.extend(length);
        if (copySafe(words, bits, numbers.values, start)) return;
        bigs = new GrowingArray(BigInt64Array, room);
        bigs.extend(start);
        for (let row = 0; row < start; row++) bigs.values[row] = BigInt(numbers.values[row] as number);
        numbers = undefined;
      }
      const large = bigs as GrowingArray<BigInt64Array>;
      large.bytes(large.extend(length), length).set(bytes.subarray(0, length * 8));
    },
    finish: () =>
      numbers === undefined
        ? bigIntColumn((bigs as GrowingArray<BigInt64Array>).finish(), validity.finish())
        : numericColumn(numbers.finish(), validity.finish(), true),
  };
}

/** Copies 64-bit integers as numbers; false where one that is not missing is no safe integer. */
function copySafe(words: Int32Array, bits: Uint8Array | null, target: Float64Array, start: number): boolean {
  const count = words.length >> 1;
  for (let row = 0; row < count; row++) {
    const low = (words[row * 2] as number) >>> 0;
    const high = words[row * 2 + 1] as number;
    if (high >= TOP || high < -TOP || (high === -TOP && low === 0)) {
      if (isSet(bits, row)) return false;
      target[start + row] = 0; // what stands in a missing row means nothing
    } else target[start + row] = high * 4294967296 + low;
  }
  return true;
}

/** True and false, a byte of each bit. */
export function booleanSink(name: string, room: Room): ColumnSink {
  const values = new GrowingArray(Uint8Array, room);
  const validity = new ValidityBuilder();
  return {
    append({ length, bits, buffers }) {
      const packed = atLeast(name, buffers[0], (length + 7) >> 3);
      const start = values.extend(length);
      const target = values.values;
      for (let row = 0; row < length; row++) target[start + row] = ((packed[row >> 3] as number) >> (row & 7)) & 1;
      validity.append(bits, length);
    },
    finish: () => booleanColumn(values.finish(), validity.finish()),
  };
}
