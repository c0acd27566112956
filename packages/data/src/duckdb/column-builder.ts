import { booleanColumn, type Column, type NumericArray, numericColumn, stringColumn, timestampColumn } from "@mlops/core/table";
import { type Room as ColumnRoom, GrowingArray, type ValuesType } from "../growing-array.ts";
import { GrowingIntegers } from "../growing-integers.ts";
import type { Duckdb, LogicalType } from "./bindings.ts";
import type { MemoryReader } from "./memory-reader.ts";
import type { RawVector } from "./raw-vector.ts";
import type { StoredType } from "./sql-type.ts";
import { TextDictionary } from "./text-dictionary.ts";
import { ValidityBuilder } from "./validity-builder.ts";

/** Gathers one column of a result from its chunks. */
export interface ColumnBuilder {
  /** Bytes of a value in a chunk. */
  readonly width: number;
  append(vector: RawVector, count: number): void;
  finish(): Column;
  /** What was gathered, over the builder's own memory: it holds until `clear`. */
  view(): Column;
  /** Forgets what was gathered and keeps the memory. */
  clear(): void;
}

/** What a builder works with. */
export interface Room extends ColumnRoom {
  /** Reads texts that are too long for an entry. */
  readonly memory: MemoryReader;
  readonly duckdb: Duckdb;
}

function numericBuilder<A extends NumericArray>(type: ValuesType<A>, room: Room): ColumnBuilder {
  const values = new GrowingArray(type, room);
  let validity = new ValidityBuilder();
  return {
    width: type.BYTES_PER_ELEMENT,
    append({ buffer, byteOffset, bits }, count) {
      const start = values.extend(count);
      values.values.set(new type(buffer, byteOffset, count), start);
      validity.append(bits, count);
    },
    finish: () => numericColumn(values.finish(), validity.finish()),
    view: () => numericColumn(values.view(), validity.finish()),
    clear() {
      values.length = 0;
      validity = new ValidityBuilder();
    },
  };
}

function int64Builder(room: Room): ColumnBuilder {
  const integers = new GrowingIntegers(room);
  let validity = new ValidityBuilder();
  return {
    width: 8,
    append({ buffer, byteOffset, bits }, count) {
      validity.append(bits, count);
      integers.append(new Int32Array(buffer, byteOffset, count * 2), bits);
    },
    finish: () => integers.finish(validity.finish()),
    view: () => integers.view(validity.finish()),
    clear() {
      integers.clear();
      validity = new ValidityBuilder();
    },
  };
}

function booleanBuilder(room: Room): ColumnBuilder {
  const values = new GrowingArray(Uint8Array, room);
  let validity = new ValidityBuilder();
  return {
    width: 1,
    append({ buffer, byteOffset, bits }, count) {
      const start = values.extend(count);
      values.values.set(new Uint8Array(buffer, byteOffset, count), start);
      validity.append(bits, count);
    },
    finish: () => booleanColumn(values.finish(), validity.finish()),
    view: () => booleanColumn(values.view(), validity.finish()),
    clear() {
      values.length = 0;
      validity = new ValidityBuilder();
    },
  };
}

/** Milliseconds of microseconds of 64 bits, given as two words. DuckDB's endless instants are the greatest integer and its negative. */
function millisOf(low: number, high: number): number {
  if (high === 0x7fffffff && low === -1) return Number.POSITIVE_INFINITY;
  if (high === -0x80000000 && low === 1) return Number.NEGATIVE_INFINITY;
  return (high * 4294967296 + (low >>> 0)) / 1000;
}

/** Microseconds since 1970, 64 bits. */
function timestampBuilder(room: Room): ColumnBuilder {
  const values = new GrowingArray(Float64Array, room);
  let validity = new ValidityBuilder();
  return {
    width: 8,
    append({ buffer, byteOffset, bits }, count) {
      const words = new Int32Array(buffer, byteOffset, count * 2);
      const start = values.extend(count);
      for (let row = 0; row < count; row++) values.values[start + row] = millisOf(words[row * 2] as number, words[row * 2 + 1] as number);
      validity.append(bits, count);
    },
    finish: () => timestampColumn(values.finish(), validity.finish()),
    view: () => timestampColumn(values.view(), validity.finish()),
    clear() {
      values.length = 0;
      validity = new ValidityBuilder();
    },
  };
}

/** Different texts that are kept from one part to the next. */
const KEPT_TEXTS = 5000;

function textBuilder(room: Room): ColumnBuilder {
  const { memory } = room;
  const codes = new GrowingArray(Int32Array, room);
  let dictionary = new TextDictionary(memory);
  return {
    width: 16,
    append({ buffer, byteOffset, bits }, count) {
      const start = codes.extend(count);
      dictionary.encode(new Int32Array(buffer, byteOffset, count * 4), bits, codes.values.subarray(start, start + count));
    },
    finish: () => stringColumn(codes.finish(), dictionary.texts),
    view: () => stringColumn(codes.view(), dictionary.texts),
    clear() {
      codes.length = 0;
      // Texts that come again keep their codes, as long as they are few.
      if (dictionary.texts.length > KEPT_TEXTS) dictionary = new TextDictionary(memory);
    },
  };
}

const ENUM_STORAGE = [Uint8Array, Uint16Array, Uint32Array] as const;

function enumBuilder(type: LogicalType, room: Room): ColumnBuilder {
  const { duckdb } = room;
  const texts = Array.from({ length: duckdb.enum_dictionary_size(type) }, (_, code) => duckdb.enum_dictionary_value(type, code));
  const codes = new GrowingArray(Int32Array, room);
  const storage = ENUM_STORAGE[texts.length <= 256 ? 0 : texts.length <= 65_536 ? 1 : 2] as (typeof ENUM_STORAGE)[number];
  return {
    width: storage.BYTES_PER_ELEMENT,
    append({ buffer, byteOffset, bits }, count) {
      const start = codes.extend(count);
      codes.values.set(new storage(buffer as ArrayBuffer, byteOffset, count), start);
      if (bits === null) return;
      for (let row = 0; row < count; row++) if (((bits[row >> 3] as number) & (1 << (row & 7))) === 0) codes.values[start + row] = -1;
    },
    finish: () => stringColumn(codes.finish(), texts),
    view: () => stringColumn(codes.view(), texts),
    clear() {
      codes.length = 0;
    },
  };
}

const BUILDERS: Readonly<Record<StoredType, (room: Room, type: LogicalType) => ColumnBuilder>> = {
  BOOLEAN: booleanBuilder,
  TINYINT: (room) => numericBuilder(Int8Array, room),
  UTINYINT: (room) => numericBuilder(Uint8Array, room),
  SMALLINT: (room) => numericBuilder(Int16Array, room),
  USMALLINT: (room) => numericBuilder(Uint16Array, room),
  INTEGER: (room) => numericBuilder(Int32Array, room),
  UINTEGER: (room) => numericBuilder(Uint32Array, room),
  FLOAT: (room) => numericBuilder(Float32Array, room),
  DOUBLE: (room) => numericBuilder(Float64Array, room),
  BIGINT: int64Builder,
  TIMESTAMP: timestampBuilder,
  ENUM: (room, type) => enumBuilder(type, room),
  VARCHAR: textBuilder,
};

/** The builder of a stored type; `type` is DuckDB's own description of it. */
export function columnBuilder(stored: StoredType, type: LogicalType, room: Room): ColumnBuilder {
  return BUILDERS[stored](room, type);
}
