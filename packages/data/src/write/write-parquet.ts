import { duckdbDialect } from "@mlops/core/sql";
import { type Column, isValid, type NumericArray } from "@mlops/core/table";
import { DuckdbEngine, type DuckdbOptions } from "../duckdb/engine.ts";
import type { AppendedColumn } from "../duckdb/table-appender.ts";

interface Written {
  /** DuckDB's name of the type. */
  readonly type: string;
  /** A part of the rows, as it is appended. */
  part(start: number, end: number): AppendedColumn;
}

/** Rows that are appended at once, a multiple of 8. */
const PART = 65_536;

function written(column: Column): Written {
  switch (column.kind) {
    case "string": {
      const { codes, dictionary } = column;
      const texts: Uint8Array[] = [];
      const encoder = new TextEncoder();
      const text = (code: number): Uint8Array | null => {
        const known = dictionary[code];
        if (known === undefined) return null;
        texts[code] ??= encoder.encode(known);
        return texts[code];
      };
      return { type: "VARCHAR", part: (start) => ({ kind: "text", at: (row) => text(codes[start + row] as number) }) };
    }
    case "boolean":
      return { type: "BOOLEAN", part: (start, end) => fixed(column.values.subarray(start, end), column, start, end) };
    case "bigint":
      return { type: "BIGINT", part: (start, end) => fixed(column.values.subarray(start, end), column, start, end) };
    case "timestamp": {
      const micros = (start: number, end: number): BigInt64Array =>
        int64s(start, end, column, (row) => microsOf(column.values[row] as number));
      return { type: "TIMESTAMP", part: (start, end) => fixed(micros(start, end), column, start, end) };
    }
    case "numeric": {
      const { values } = column;
      if (!(values instanceof Float64Array && column.integer))
        return { type: numericType(values), part: (start, end) => fixed(values.subarray(start, end), column, start, end) };
      const integers = (start: number, end: number): BigInt64Array => int64s(start, end, column, (row) => BigInt(values[row] as number));
      return { type: "BIGINT", part: (start, end) => fixed(integers(start, end), column, start, end) };
    }
  }
}

type Fixed = Exclude<Column, { kind: "string" }>;

function fixed(values: NumericArray | BigInt64Array, { validity }: Fixed, start: number, end: number): AppendedColumn {
  const data = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const bits = validity === null ? null : validity.subarray(start >> 3, (end + 7) >> 3);
  return { kind: "fixed", width: values.BYTES_PER_ELEMENT, data, bits };
}

/** Values of the rows that have one. */
function int64s(start: number, end: number, { validity }: Fixed, value: (row: number) => bigint): BigInt64Array {
  const values = new BigInt64Array(end - start);
  for (let row = start; row < end; row++) if (isValid(validity, row)) values[row - start] = value(row);
  return values;
}

/** What DuckDB keeps of an infinite instant. */
const INFINITE = 2n ** 63n - 1n;

function microsOf(millis: number): bigint {
  if (millis === Number.POSITIVE_INFINITY) return INFINITE;
  return millis === Number.NEGATIVE_INFINITY ? -INFINITE : BigInt(Math.round(millis * 1000));
}

function numericType(values: NumericArray): string {
  if (values instanceof Float32Array) return "FLOAT";
  if (values instanceof Int32Array) return "INTEGER";
  if (values instanceof Uint32Array) return "UINTEGER";
  if (values instanceof Int16Array) return "SMALLINT";
  if (values instanceof Uint16Array) return "USMALLINT";
  if (values instanceof Int8Array) return "TINYINT";
  return values instanceof Uint8Array ? "UTINYINT" : "DOUBLE";
}

/** Writes columns as one Parquet file. */
export async function writeParquet(
  columns: Readonly<Record<string, Column>>,
  rows: number,
  path: string,
  options: DuckdbOptions & { readonly signal?: AbortSignal },
): Promise<void> {
  await DuckdbEngine.use(options, async (engine) => {
    const list = Object.entries(columns).map(([name, column]) => ({ name, ...written(column) }));
    await engine.exec(`CREATE TABLE rows (${list.map(({ name, type }) => `${duckdbDialect.identifier(name)} ${type}`).join(", ")})`);
    const appender = engine.appendTo("rows");
    for (let start = 0; start < rows; start += PART) {
      const end = Math.min(start + PART, rows);
      const parts = list.map(({ part }) => part(start, end));
      await appender.append(parts, end - start, options.signal);
    }
    appender.close();
    const signal = options.signal === undefined ? {} : { signal: options.signal };
    await engine.exec(`COPY rows TO ${duckdbDialect.text(path)} (FORMAT parquet)`, signal);
  });
}
