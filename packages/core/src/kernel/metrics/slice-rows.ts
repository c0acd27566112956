import { quantiles } from "../stats/quantile.ts";
import type { Column } from "../table/column.ts";
import { toFloat64 } from "../table/column-values.ts";

/** The rows of one value of a column. */
export interface Slice {
  /** The value, a range such as `[1, 3)`, or null where it is missing. */
  readonly value: string | number | boolean | null;
  readonly rows: Uint32Array;
}

export interface SliceOptions {
  /** The most frequent values that are slices; the rows of the others are in none. Default 20. */
  readonly most?: number;
}

/**
 * Rows by the value of a column: numbers with more than `most` distinct values by quarters between their quartiles, other values each, the most frequent first
 * (equally frequent ones in the order they occur). Missing values and NaN are a slice of their own.
 * @example sliceRows(columnOfSeries(["a", "b", "a", null])).map(({ value, rows }) => [value, ...rows]) // => [["a", 0, 2], ["b", 1], [null, 3]]
 */
export function sliceRows(column: Column, { most = 20 }: SliceOptions = {}): Slice[] {
  const found = new Map<string | number | boolean | null, number[]>();
  for (let row = 0; row < column.length; row++) {
    const value = sliceValue(column.at(row));
    const rows = found.get(value);
    if (rows === undefined) found.set(value, [row]);
    else rows.push(row);
  }
  const numbers = column.kind === "numeric" || column.kind === "bigint" || column.kind === "timestamp";
  if (numbers && found.size - Number(found.has(null)) > most) return quarters(column, found.get(null) ?? []);
  return [...found]
    .sort((a, b) => b[1].length - a[1].length)
    .slice(0, most)
    .map(([value, rows]) => ({ value, rows: Uint32Array.from(rows) }));
}

function sliceValue(value: unknown): string | number | boolean | null {
  if (value === undefined || value === null || Number.isNaN(value)) return null;
  if (value instanceof Date) return value.getTime();
  return typeof value === "bigint" ? Number(value) : (value as string | number | boolean);
}

function quarters(column: Column, missing: readonly number[]): Slice[] {
  const values = toFloat64(column);
  const edges = [...new Set(quantiles(values, [0.25, 0.5, 0.75]) as number[])];
  const rows: number[][] = Array.from({ length: edges.length + 1 }, () => []);
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number;
    if (!Number.isNaN(value)) rows[edges.filter((edge) => value >= edge).length]?.push(row);
  }
  const shown = (edge: number | undefined, open: string): string => (edge === undefined ? open : String(Number(edge.toPrecision(4))));
  const ranges = rows.map((held, at) => ({
    value: `[${shown(edges[at - 1], "−∞")}, ${shown(edges[at], "∞")})`,
    rows: Uint32Array.from(held),
  }));
  return [...ranges, ...(missing.length > 0 ? [{ value: null, rows: Uint32Array.from(missing) }] : [])].filter(
    (slice) => slice.rows.length > 0,
  );
}
