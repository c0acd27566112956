import { timestampColumn } from "@mlops/core/table";
import { ValidityBuilder } from "../../../duckdb/validity-builder.ts";
import { GrowingArray, type Room } from "../../../growing-array.ts";
import { atLeast, isSet, viewOf } from "../cells.ts";
import { type ColumnSink, LeftToDuckdb } from "./column-sink.ts";
import { wordPairs } from "./number-sinks.ts";

/** DuckDB's types of dates and instants, in units that are not those of their names alone. */
export type InstantType = "DATE" | "TIMESTAMP_S" | "TIMESTAMP_MS" | "TIMESTAMP" | "TIMESTAMP_NS";

/** Milliseconds beyond which 64 bits of microseconds end, nearly: DuckDB refuses them or means infinity. */
const FAR = 9.2e15;

/** Infinity for the greatest integer, its negative for the greatest's negative, as DuckDB has it; 0 for any other. */
function endless(high: number, low: number): number {
  if (high === 0x7fffffff && low === 0xffffffff) return Number.POSITIVE_INFINITY;
  return high === -0x80000000 && low === 1 ? Number.NEGATIVE_INFINITY : 0;
}

/** Milliseconds of the two words of an instant, by way of microseconds as a double, which DuckDB's become; nanoseconds are cut to them. */
const MILLISECONDS: Readonly<Record<Exclude<InstantType, "DATE">, (high: number, low: number) => number>> = {
  TIMESTAMP_S: (high, low) => ((high * 4294967296 + low) * 1_000_000) / 1000,
  TIMESTAMP_MS: (high, low) => ((high * 4294967296 + low) * 1000) / 1000,
  TIMESTAMP: (high, low) => endless(high, low) || (high * 4294967296 + low) / 1000,
  TIMESTAMP_NS(high, low) {
    const thousands = Math.floor(high / 1000);
    const rest = ((high - thousands * 1000) * 4294967296 + low) / 1000;
    const cut = high < 0 ? Math.ceil(rest) : Math.floor(rest); // towards 1970
    return endless(high, low) || (thousands * 4294967296 + cut) / 1000;
  },
};

export function instantSink(name: string, type: InstantType, room: Room): ColumnSink {
  const values = new GrowingArray(Float64Array, room);
  const validity = new ValidityBuilder();
  return {
    append({ length, bits, buffers }) {
      const bytes = atLeast(name, buffers[0], length * (type === "DATE" ? 4 : 8));
      const start = values.extend(length);
      const target = values.values;
      if (type === "DATE") {
        const days = viewOf(bytes);
        for (let row = 0; row < length; row++) target[start + row] = days.getInt32(row * 4, true) * 86_400_000;
      } else {
        const milliseconds = MILLISECONDS[type];
        const words = wordPairs(bytes, length);
        for (let row = 0; row < length; row++)
          target[start + row] = milliseconds(words[row * 2 + 1] as number, (words[row * 2] as number) >>> 0);
      }
      if (type !== "TIMESTAMP" && type !== "TIMESTAMP_NS")
        for (let row = 0; row < length; row++)
          if (!(Math.abs(target[start + row] as number) < FAR) && isSet(bits, row)) throw new LeftToDuckdb();
      validity.append(bits, length);
    },
    finish: () => timestampColumn(values.finish(), validity.finish()),
  };
}
