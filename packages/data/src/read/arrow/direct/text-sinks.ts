import { isUtf8 } from "node:buffer";
import { stringColumn } from "@mlops/core/table";
import { GrowingArray, type Room } from "../../../growing-array.ts";
import { atLeast, isSet } from "../cells.ts";
import { notUtf8, outside, textPlaces } from "../text-cells.ts";
import type { ColumnSink } from "./column-sink.ts";
import { wordPairs } from "./number-sinks.ts";
import { TextCodes } from "./text-codes.ts";

/** Texts one after the other. */
export function textSink(name: string, wide: boolean, room: Room): ColumnSink {
  const codes = new GrowingArray(Int32Array, room);
  const texts = new TextCodes();
  return {
    append(vector) {
      const { texts: bytes, ends } = textPlaces(name, wide, vector);
      const { length, bits } = vector;
      const start = codes.extend(length);
      for (let row = 0; row < length; row++)
        codes.values[start + row] = isSet(bits, row) ? texts.code(bytes, ends[row] as number, ends[row + 1] as number) : -1;
    },
    finish: () => stringColumn(codes.finish(), texts.texts),
  };
}

/** Bytes of a text that lies in its entry. */
const SHORT = 12;

/** Texts in entries of 16 bytes, longer ones elsewhere. A text that was seen before is UTF-8: a new one is looked at. */
export function viewSink(name: string, room: Room): ColumnSink {
  const codes = new GrowingArray(Int32Array, room);
  const texts = new TextCodes();
  const codeOf = (bytes: Uint8Array, from: number, to: number): number => {
    const known = texts.texts.length;
    const code = texts.code(bytes, from, to);
    if (code === known && !isUtf8(bytes.subarray(from, to))) throw notUtf8(name);
    return code;
  };
  return {
    append({ length: rows, bits, buffers: [first, ...others] }) {
      const entries = atLeast(name, first, rows * 16);
      const words = wordPairs(entries, rows * 2);
      const start = codes.extend(rows);
      for (let row = 0; row < rows; row++) {
        if (!isSet(bits, row)) {
          codes.values[start + row] = -1;
          continue;
        }
        const length = words[row * 4] as number;
        if (length < 0) throw outside(name);
        if (length <= SHORT) {
          codes.values[start + row] = codeOf(entries, row * 16 + 4, row * 16 + 4 + length);
          continue;
        }
        const place = words[row * 4 + 3] as number;
        const bytes = others[words[row * 4 + 2] as number];
        if (bytes === undefined || place < 0 || place + length > bytes.length) throw outside(name);
        codes.values[start + row] = codeOf(bytes, place, place + length);
      }
    },
    finish: () => stringColumn(codes.finish(), texts.texts),
  };
}
