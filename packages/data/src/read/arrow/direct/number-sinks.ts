import { booleanColumn, type NumericArray, numericColumn } from "@mlops/core/table";
import { ValidityBuilder } from "../../../duckdb/validity-builder.ts";
import { GrowingArray, type Room, type ValuesType } from "../../../growing-array.ts";
import { GrowingIntegers } from "../../../growing-integers.ts";
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

/** 64-bit integers; those without a sign from 2^63 on are left to DuckDB. */
export function int64Sink(name: string, signed: boolean, room: Room): ColumnSink {
  const integers = new GrowingIntegers(room);
  const validity = new ValidityBuilder();
  return {
    append({ length, bits, buffers }) {
      validity.append(bits, length);
      const words = wordPairs(atLeast(name, buffers[0], length * 8), length);
      if (!signed)
        for (let row = 0; row < length; row++) if ((words[row * 2 + 1] as number) < 0 && isSet(bits, row)) throw new LeftToDuckdb();
      integers.append(words, bits);
    },
    finish: () => integers.finish(validity.finish()),
  };
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
