import type { Machine } from "../wasm/kernels.ts";
import { SAMPLE, type ValueTools } from "./thresholds.ts";

const CHUNK = 4096;
const TABLE = 256;
/** 64-bit words of the counts of the sort. */
const COUNTS = 6 * 1024;

/** Bytes of memory that the tools of a machine work in. */
export const TOOLS_BYTES = 8 * (CHUNK + TABLE + COUNTS + 2 * SAMPLE);

/** Counting and sorting by the kernels of a machine, whose memory they overwrite. */
export function machineTools({ kernels, buffer }: Machine): ValueTools {
  const doubles = new Float64Array(buffer);
  const table = CHUNK;
  const counts = table + TABLE;
  const values = counts + COUNTS;
  return {
    distinct(column, rows, most) {
      doubles.fill(Number.POSITIVE_INFINITY, table, table + TABLE);
      let known = 0;
      for (let begin = 0; begin < rows.length; begin += CHUNK) {
        const count = Math.min(CHUNK, rows.length - begin);
        for (let at = 0; at < count; at++) doubles[at] = column[rows[begin + at] as number] as number;
        known = kernels.distinct(0, count, 8 * table, known, most);
        if (known > most) return null;
      }
      return doubles.slice(table, table + known);
    },
    room: (count) => doubles.subarray(values, values + count),
    sort(sample) {
      kernels.sortValues(8 * values, sample.length, 8 * (values + SAMPLE), 8 * counts);
    },
  };
}
