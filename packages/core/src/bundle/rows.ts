import type { Signature } from "../kernel/onnx/signature.ts";
import type { Column } from "../kernel/table/column.ts";
import { fromValues } from "../kernel/table/from-values.ts";
import type { Cell, SplitRows } from "./spec.ts";

/** Rows of JSON as columns: datetimes of the signature are parsed, everything else stays. */
export function columnsOfRows(rows: SplitRows, signature: Signature): Record<string, Column> {
  const types = new Map(signature.inputs.map(({ name, type }) => [name, type]));
  return Object.fromEntries(
    rows.columns.map((name, k) => {
      const cells = rows.data.map((row) => cellOf(row[k] ?? null, types.get(name) === "datetime"));
      return [name, fromValues(cells, name)];
    }),
  );
}

function cellOf(cell: Cell, datetime: boolean): Cell | Date {
  return datetime && typeof cell === "string" ? new Date(cell) : cell;
}

/** A column as JSON holds it: null for missing and NaN, ISO-8601 for datetimes. */
export function cellsOf(column: Column): Cell[] {
  return Array.from({ length: column.length }, (_, row) => {
    const value = column.at(row);
    if (value === undefined || (typeof value === "number" && !Number.isFinite(value))) return null;
    return value instanceof Date ? value.toISOString() : typeof value === "bigint" ? Number(value) : value;
  });
}
