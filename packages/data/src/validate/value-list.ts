import { parseInstant } from "@mlops/core/expression";
import type { Column, ColumnKind } from "@mlops/core/table";
import type { ValueList } from "@mlops/models";

/** What a value of a column is compared by: texts never equal numbers, 1 equals 1n, instants by their milliseconds. */
export function keyOf(value: unknown): unknown {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  return value instanceof Date ? value.getTime() : value;
}

/** The values of a list that a column of this kind can hold, as keys. */
export function keysFor(kind: ColumnKind, list: ValueList): Set<unknown> {
  if (kind === "timestamp") return new Set(list.map((value) => parseInstant(String(value))).filter((instant) => !Number.isNaN(instant)));
  const type = kind === "string" ? "string" : kind === "boolean" ? "boolean" : "number";
  return new Set(list.filter((value) => typeof value === type).map((value) => (value === 0 ? 0 : value)));
}

/** The keys of a column at some rows. */
export function keysAt(column: Column, rows: readonly number[]): unknown[] {
  return rows.map((row) => {
    const key = keyOf(column.at(row));
    return key === 0 ? 0 : key;
  });
}

/** How many values of a list a column of this kind could hold, and how many it never can. */
export function splitList(kind: ColumnKind, list: ValueList): { possible: number; impossible: number } {
  const possible = keysFor(kind, list).size;
  return { possible, impossible: new Set(list).size - possible };
}
