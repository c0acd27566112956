import { stringColumn } from "@mlops/core/table";
import { GrowingArray, type Room } from "../../../growing-array.ts";
import { type Cells, isSet } from "../cells.ts";
import { textPlaces, viewCells } from "../text-cells.ts";
import type { ColumnSink } from "./column-sink.ts";
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

/** Texts in entries, longer ones elsewhere. */
export function viewSink(name: string, room: Room): ColumnSink {
  const codes = new GrowingArray(Int32Array, room);
  const texts = new TextCodes();
  return {
    append(vector) {
      const cells = viewCells(name, vector) as Extract<Cells, { kind: "text" }>;
      const start = codes.extend(cells.rows);
      for (let row = 0; row < cells.rows; row++) {
        const bytes = isSet(cells.bits, row) ? cells.at(row) : undefined;
        codes.values[start + row] = bytes === undefined ? -1 : texts.code(bytes, 0, bytes.length);
      }
    },
    finish: () => stringColumn(codes.finish(), texts.texts),
  };
}
