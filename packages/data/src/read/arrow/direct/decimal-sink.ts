import { numericColumn } from "@mlops/core/table";
import { ValidityBuilder } from "../../../duckdb/validity-builder.ts";
import { GrowingArray, type Room } from "../../../growing-array.ts";
import { atLeast, isSet } from "../cells.ts";
import { ArrowDamage } from "../flat-table.ts";
import type { Layout } from "../schema.ts";
import type { ColumnSink } from "./column-sink.ts";
import { wordPairs } from "./number-sinks.ts";

/** Digits of which a double holds every integer. */
export const EXACT_DIGITS = 15;

/** Decimals of up to 15 digits as the nearest doubles: an exact integer over an exact power of ten. */
export function decimalSink(
  name: string,
  { from, precision }: Pick<Extract<Layout, { kind: "decimal" }>, "from" | "precision">,
  scale: number,
  room: Room,
): ColumnSink {
  const values = new GrowingArray(Float64Array, room);
  const validity = new ValidityBuilder();
  const limit = 10 ** precision;
  const unit = 10 ** scale;
  return {
    append({ length, bits, buffers }) {
      const bytes = atLeast(name, buffers[0], length * from);
      const start = values.extend(length);
      const words = wordPairs(bytes, (length * from) / 8);
      const step = from / 4;
      for (let row = 0; row < length; row++) {
        const at = row * step;
        const first = words[at] as number;
        const high = step === 1 ? first >> 31 : (words[at + 1] as number);
        const whole = high * 4294967296 + (first >>> 0);
        values.values[start + row] = whole / unit;
        const wide = step === 4 && (words[at + 2] !== high >> 31 || words[at + 3] !== high >> 31);
        if ((wide || !(Math.abs(whole) < limit)) && isSet(bits, row))
          throw new ArrowDamage(`column "${name}" holds a decimal of more than ${precision} digits`);
      }
      validity.append(bits, length);
    },
    finish: () => numericColumn(values.finish(), validity.finish()),
  };
}
