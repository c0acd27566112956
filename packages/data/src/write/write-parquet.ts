import type { DuckDBType, DuckDBValue } from "@duckdb/node-api";
import { duckdbDialect } from "@mlops/core/sql";
import type { Column } from "@mlops/core/table";
import { DuckdbEngine, type DuckdbOptions } from "../duckdb/engine.ts";

type Duckdb = typeof import("@duckdb/node-api");

interface CellWriter {
  readonly type: DuckDBType;
  cell(row: number): DuckDBValue;
}

function cellWriter(column: Column, duckdb: Duckdb): CellWriter {
  switch (column.kind) {
    case "string":
      return { type: duckdb.VARCHAR, cell: (row) => column.dictionary[column.codes[row] as number] ?? null };
    case "boolean":
      return { type: duckdb.BOOLEAN, cell: (row) => column.at(row) ?? null };
    case "bigint":
      return { type: duckdb.BIGINT, cell: (row) => column.at(row) ?? null };
    case "timestamp":
      return {
        type: duckdb.TIMESTAMP,
        cell: (row) =>
          column.at(row) === undefined ? null : new duckdb.DuckDBTimestampValue(BigInt(Math.round((column.values[row] as number) * 1000))),
      };
    case "numeric": {
      const { values } = column;
      if (values instanceof Float64Array && column.integer)
        return { type: duckdb.BIGINT, cell: (row) => (column.at(row) === undefined ? null : BigInt(values[row] as number)) };
      return { type: numericType(values, duckdb), cell: (row) => column.at(row) ?? null };
    }
  }
}

function numericType(values: object, duckdb: Duckdb): DuckDBType {
  if (values instanceof Float32Array) return duckdb.FLOAT;
  if (values instanceof Int32Array) return duckdb.INTEGER;
  if (values instanceof Uint32Array) return duckdb.UINTEGER;
  if (values instanceof Int16Array) return duckdb.SMALLINT;
  if (values instanceof Uint16Array) return duckdb.USMALLINT;
  if (values instanceof Int8Array) return duckdb.TINYINT;
  return values instanceof Uint8Array ? duckdb.UTINYINT : duckdb.DOUBLE;
}

const CHUNK = 2048;

/** Writes columns as one Parquet file. */
export async function writeParquet(
  columns: Readonly<Record<string, Column>>,
  rows: number,
  path: string,
  options: DuckdbOptions & { readonly signal?: AbortSignal },
): Promise<void> {
  const duckdb = await import("@duckdb/node-api");
  await DuckdbEngine.use(options, async (engine) => {
    const names = Object.keys(columns);
    const writers = Object.values(columns).map((column) => cellWriter(column, duckdb));
    const fields = names.map((name, i) => `${duckdbDialect.identifier(name)} ${(writers[i] as CellWriter).type}`);
    await engine.exec(`CREATE TABLE rows (${fields.join(", ")})`);
    const appender = await engine.connection.createAppender("rows");
    for (let start = 0; start < rows; start += CHUNK) {
      options.signal?.throwIfAborted();
      const count = Math.min(CHUNK, rows - start);
      const chunk = duckdb.DuckDBDataChunk.create(
        writers.map(({ type }) => type),
        count,
      );
      for (const [i, { cell }] of writers.entries())
        chunk.setColumnValues(
          i,
          Array.from({ length: count }, (_, row) => cell(start + row)),
        );
      appender.appendDataChunk(chunk);
      await new Promise(setImmediate); // lets an abort and other work in
    }
    appender.closeSync();
    await engine.exec(
      `COPY rows TO ${duckdbDialect.text(path)} (FORMAT parquet)`,
      options.signal === undefined ? {} : { signal: options.signal },
    );
  });
}
