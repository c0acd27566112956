import { duckdbDialect } from "@mlops/core/sql";
import { type Column, columnMissing } from "@mlops/core/table";
import { DataError } from "@mlops/models";
import { DuckdbEngine } from "../duckdb/engine.ts";
import { MemoryPool } from "../duckdb/memory-pool.ts";
import { arrowSourceColumns } from "./arrow-source-columns.ts";
import { withArrowFile } from "./arrow-table.ts";
import { readError } from "./malformed.ts";
import { inEngine, type OpenTable, openTable, type ReadOptions, type TableSource } from "./open-tables.ts";

/** A source whose columns are read when they are asked for; `detectDriftAsync` of `@mlops/drift-detection` takes it in place of a table. */
export interface SourceColumns {
  readonly columnNames: readonly string[];
  readonly rows: number;
  /** Reads one column. @throws DataError as `readTable` */
  column(name: string): Promise<Column>;
  /** Takes the memory of a column back for one that is read later: the column holds no longer. A column that is never released stays as it is. */
  release(column: Column): void;
}

/**
 * Opens sources whose columns are read one at a time, for tables larger than memory should hold; they are closed when `work` has ended. One column is read
 * or, where they are asked for in order, two at a time, over all sources, and in the memory of those that were released.
 * @throws DataError as `readTable`; MLOpsError `NOT_SUPPORTED` where a filter cannot be told to DuckDB
 * @example await withColumns({}, async (sources) => Object.keys(sources).length) // => 0
 */
export function withColumns<K extends string, T>(
  sources: Readonly<Record<K, TableSource>>,
  work: (columns: Readonly<Record<K, SourceColumns>>) => Promise<T>,
  options: ReadOptions = {},
): Promise<T> {
  return DuckdbEngine.use(options, async (engine) => {
    const pool = new MemoryPool();
    const inTurn = turns();
    const open = async (
      left: readonly [string, TableSource][],
      opened: Record<string, SourceColumns>,
    ): Promise<PromiseSettledResult<T>> => {
      const [next, ...rest] = left;
      if (next === undefined) return (await Promise.allSettled([work(opened as Record<K, SourceColumns>)]))[0];
      const [name, source] = next;
      const arrow = await withArrowFile(source, options, async (file) => {
        if (file.filter !== undefined) return undefined;
        return open(rest, { ...opened, [name]: await arrowSourceColumns(file, { pool, inTurn, source, options }) });
      });
      if (arrow !== undefined) return arrow;
      // Within `inEngine`, so that a file that changes while its columns are read is an error; what else `work` throws is not about a file.
      return inEngine(engine, source, options, async (found) => {
        const table = await openTable(found);
        const rows = table.rows ?? (await countRows(engine, table));
        const columns = columnsOf({ engine, pool, inTurn, file: found.settings.path, options }, { ...table, rows });
        return open(rest, { ...opened, [name]: columns });
      });
    };
    const outcome = await open(Object.entries(sources), {});
    if (outcome.status === "rejected") throw outcome.reason;
    return outcome.value;
  });
}

export type Turns = <T>(work: () => Promise<T>) => Promise<T>;

/** Runs one piece of work after the other: a connection streams one result at a time. */
function turns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work);
    last = next.catch(() => undefined);
    return next;
  };
}

async function countRows(engine: DuckdbEngine, table: OpenTable): Promise<number> {
  const count = async (from: string): Promise<number> =>
    ((await engine.rows(`SELECT CAST(count(*) AS DOUBLE) AS n FROM ${from}`, { whole: true }))[0] as { n: number }).n;
  try {
    return await count(table.from);
  } catch (error) {
    const from = await table.again(error);
    if (from === undefined) throw error;
    return count(from);
  }
}

interface Reading {
  readonly engine: DuckdbEngine;
  readonly pool: MemoryPool;
  readonly inTurn: Turns;
  readonly file: string;
  readonly options: ReadOptions;
}

function columnsOf(
  { engine, pool, inTurn, file, options: { signal } }: Reading,
  table: OpenTable & { readonly rows: number },
): SourceColumns {
  const { names, rows } = table;
  /** The column after the last one that was asked for, where it was read with it: a query has the cost of its chunks, whatever they hold. */
  let ahead: { readonly name: string; readonly column: Column } | undefined;
  let last = -1;
  const release = (column: Column): void => pool.give((column.kind === "string" ? column.codes : column.values).buffer);
  const read = async (from: string, wanted: readonly string[]): Promise<readonly Column[]> => {
    const settings = { scan: true, expectedRows: rows, allocate: pool.take, ...(signal === undefined ? {} : { signal }) };
    const result = await engine.query(`SELECT ${wanted.map(duckdbDialect.identifier).join(", ")} FROM ${from}`, settings);
    table.checkRows(result.rows);
    if (result.rows !== rows)
      throw new DataError({ code: "FILE_MALFORMED", file, detail: `it has ${rows} rows, ${result.rows} of column "${wanted[0]}" came` });
    return wanted.map((name) => result.columns[name] as Column);
  };
  const readAlone = async (name: string): Promise<Column> => {
    try {
      return (await read(table.from, [name]))[0] as Column;
    } catch (error) {
      signal?.throwIfAborted();
      const again = await table.again(error);
      if (again === undefined) throw readError(error, file);
      return (await read(again, [name]))[0] as Column;
    }
  };
  return {
    columnNames: names,
    rows,
    column: (name) =>
      inTurn(async () => {
        const place = names.indexOf(name);
        if (place < 0) throw columnMissing(name, names);
        const inOrder = place === last + 1;
        last = place;
        const kept = ahead;
        ahead = undefined;
        if (kept?.name === name) return kept.column;
        if (kept !== undefined) release(kept.column);
        const next = names[place + 1];
        if (!inOrder || next === undefined) return readAlone(name);
        const both = await read(table.from, [name, next]).catch(() => undefined); // either may be at fault
        if (both === undefined) return readAlone(name);
        ahead = { name: next, column: both[1] as Column };
        return both[0] as Column;
      }),
    release,
  };
}
