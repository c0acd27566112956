import { type Column, columnMissing, columnOf } from "@mlops/core/table";
import type { MemoryPool } from "../duckdb/memory-pool.ts";
import { layoutOf, readColumns } from "./arrow/direct/arrow-columns.ts";
import { LeftToDuckdb } from "./arrow/direct/column-sink.ts";
import type { ArrowFile } from "./arrow-table.ts";
import { readError } from "./malformed.ts";
import type { ReadOptions, TableSource } from "./open-source.ts";
import { readThroughDuckdb } from "./read-source.ts";
import type { SourceColumns, Turns } from "./with-columns.ts";

interface Reading {
  readonly pool: MemoryPool;
  readonly inTurn: Turns;
  readonly source: TableSource;
  readonly options: ReadOptions;
}

/** The columns of an Arrow file, each read from where it lies when it is asked for; one with a value that only DuckDB has an answer for comes through it. */
export async function arrowSourceColumns({ file, names }: ArrowFile, { pool, inTurn, source, options }: Reading): Promise<SourceColumns> {
  const layout = await layoutOf(file);
  const { signal } = options;
  const settings = typeof source === "string" ? { path: source } : source;
  return {
    columnNames: names,
    rows: layout.rows,
    column: (name) =>
      inTurn(async () => {
        if (!names.includes(name)) throw columnMissing(name, names);
        try {
          return (await readColumns(layout, [name], { signal, allocate: pool.take }))[name] as Column;
        } catch (error) {
          signal?.throwIfAborted();
          if (!(error instanceof LeftToDuckdb)) throw readError(error, file);
          const { table } = await readThroughDuckdb({ ...settings, columns: [name] }, options);
          return columnOf(table, name);
        }
      }),
    release: (column) => pool.give((column.kind === "string" ? column.codes : column.values).buffer),
  };
}
