import { missingColumn } from "@mlops/core/table";
import type { Room } from "../../../growing-array.ts";
import { plainCells } from "../decode-cells.ts";
import type { ArrowField, ArrowType } from "../schema.ts";
import { type ColumnSink, LeftToDuckdb } from "./column-sink.ts";
import { decimalSink, EXACT_DIGITS } from "./decimal-sink.ts";
import { dictionarySink } from "./dictionary-sink.ts";
import { type InstantType, instantSink } from "./instant-sinks.ts";
import { booleanSink, int64Sink, numberSink } from "./number-sinks.ts";
import { textSink, viewSink } from "./text-sinks.ts";

type Make = (name: string, room: Room) => ColumnSink;

const instant =
  (type: InstantType): Make =>
  (name, room) =>
    instantSink(name, type, room);

const FIXED: Readonly<Record<string, Make>> = {
  TINYINT: (name, room) => numberSink(name, Int8Array, room),
  UTINYINT: (name, room) => numberSink(name, Uint8Array, room),
  SMALLINT: (name, room) => numberSink(name, Int16Array, room),
  USMALLINT: (name, room) => numberSink(name, Uint16Array, room),
  INTEGER: (name, room) => numberSink(name, Int32Array, room),
  UINTEGER: (name, room) => numberSink(name, Uint32Array, room),
  BIGINT: (name, room) => int64Sink(name, true, room),
  UBIGINT: (name, room) => int64Sink(name, false, room),
  FLOAT: (name, room) => numberSink(name, Float32Array, room),
  DOUBLE: (name, room) => numberSink(name, Float64Array, room),
  DATE: instant("DATE"),
  TIMESTAMP_S: instant("TIMESTAMP_S"),
  TIMESTAMP_MS: instant("TIMESTAMP_MS"),
  TIMESTAMP: instant("TIMESTAMP"),
  TIMESTAMP_NS: instant("TIMESTAMP_NS"),
};

/** What gathers a column. @throws LeftToDuckdb for times of the day, decimals of many digits and dictionaries of other than texts */
export function sinkOf(field: ArrowField, room: Room): ColumnSink {
  const { name, type, dictionary } = field;
  const layout = type?.layout;
  if (dictionary !== undefined) {
    if (type?.sql === "VARCHAR") return dictionarySink(field, room);
    throw new LeftToDuckdb();
  }
  switch (layout?.kind) {
    case "fixed":
      return (FIXED[(type as ArrowType).sql] as Make)(name, room);
    case "bits":
      return booleanSink(name, room);
    case "half":
      return halfSink(field, room);
    case "none":
      return missingSink();
    case "text":
      return textSink(name, layout.wide, room);
    case "view":
      return viewSink(name, room);
    case "decimal":
      if (layout.precision <= EXACT_DIGITS) return decimalSink(name, layout, scaleOf(type as ArrowType), room);
      throw new LeftToDuckdb();
    default:
      throw new LeftToDuckdb();
  }
}

function scaleOf({ sql }: ArrowType): number {
  return Number(/,(\d+)\)$/.exec(sql)?.[1]);
}

/** Half-precision numbers as single ones. */
function halfSink(field: ArrowField, room: Room): ColumnSink {
  const sink = numberSink(field.name, Float32Array, room);
  return {
    append(vector) {
      const cells = plainCells(field, vector);
      if (cells.kind === "fixed") sink.append({ ...vector, buffers: [cells.data] });
    },
    finish: sink.finish,
  };
}

/** A column of nothing but missing values. */
function missingSink(): ColumnSink {
  let rows = 0;
  return {
    append(vector) {
      rows += vector.length;
    },
    finish: () => missingColumn("numeric", rows),
  };
}
