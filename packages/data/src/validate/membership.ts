import { parseInstant } from "@mlops/core/expression";
import type { ValueList } from "@mlops/models";
import type { Failures } from "./failures.ts";
import type { Frame } from "./rule-kernel.ts";
import { scanRows, scanTexts } from "./scan.ts";

/** Fails the rows whose value is among a list (`wanted` false) or is not. A value of another type than the column is simply not in it: 1 is not "1". */
export function scanSet(name: string, list: ValueList, wanted: boolean, frame: Frame, failures: Failures): number {
  const column = frame.column(name);
  const set = new Set<unknown>(list);
  switch (column.kind) {
    case "string":
      return scanTexts(frame, name, failures, (text) => set.has(text) !== wanted);
    case "boolean":
      return scanRows(column.length, column.validity, failures, (row) => set.has(column.values[row] === 1) !== wanted);
    case "bigint": {
      const bigs = new Set(list.filter((value) => Number.isInteger(value)).map((value) => BigInt(value as number)));
      return scanRows(column.length, column.validity, failures, (row) => bigs.has(column.values[row] as bigint) !== wanted);
    }
    case "timestamp": {
      const instants = new Set(list.map((value) => parseInstant(String(value))));
      return scanRows(column.length, column.validity, failures, (row) => instants.has(column.values[row] as number) !== wanted);
    }
    default: {
      const values = frame.numbers(name);
      return scanRows(column.length, column.validity, failures, (row) => set.has(values[row]) !== wanted);
    }
  }
}
