import { TableState } from "@mlops/core/profile";
import { type ColumnKind, columnMissing, columnOf, makeTable } from "@mlops/core/table";
import { DataError } from "@mlops/models";
import type { DuckdbEngine } from "../duckdb/engine.ts";
import { type OpenTable, type ReadOptions, type TableSource, withTables } from "../read/open-tables.ts";
import { smallArrow } from "../read/small-arrow.ts";
import type { DataProfile } from "./data-profile.ts";
import { type ProfileOptions, profileOf } from "./profile.ts";

export interface ProfileSourceOptions extends ReadOptions, ProfileOptions {
  /** Numbers and instants that are held over all columns together, 8 bytes each; default 16,777,216. A column of at most its share has exact figures. */
  readonly exactValues?: number;
}

const EXACT = 2 ** 24;

/**
 * What is known of files, without loading them whole: the state that `profileOf` makes a profile of, and that merges with states of other files
 * (`encodeTableState` saves it). Reads as `readTable`, part by part.
 * @throws DataError as `readTable`; MLOpsError `NOT_SUPPORTED` where a filter cannot be told to DuckDB
 */
export async function profileState(source: TableSource, options: ProfileSourceOptions = {}): Promise<TableState> {
  const arrow = await smallArrow(source, options, (names) => options.columns ?? names);
  if (arrow !== undefined) {
    const { table } = arrow;
    const state = emptyState(
      table.columnNames().map((name) => columnOf(table, name).kind),
      options,
    );
    state.add(table);
    return state;
  }
  return withTables(source, {}, options, async (engine, main) => {
    const file = typeof source === "string" ? source : source.path;
    try {
      return await stateOf(engine, main, main.from, options, file);
    } catch (error) {
      const again = await main.again(error);
      if (again === undefined) throw error;
      return stateOf(engine, main, again, options, file);
    }
  });
}

/**
 * Describes the columns of files as `profile` does a table, in memory that does not grow with the files. Exact for columns of which all values were held or
 * at most 16,384 different ones occur (65,536 different texts); others say in `approximate` how far their figures may be off.
 * @throws DataError as `readTable`; MLOpsError `NOT_SUPPORTED` where a filter cannot be told to DuckDB
 */
export async function profileSource(source: TableSource, options: ProfileSourceOptions = {}): Promise<DataProfile> {
  return profileOf(await profileState(source, options));
}

/** A state that shares what may be held among the columns that hold values. */
function emptyState(kinds: readonly (ColumnKind | undefined)[], options: ProfileSourceOptions): TableState {
  const numbers = kinds.filter((kind) => kind === "numeric" || kind === "bigint" || kind === "timestamp").length;
  return new TableState({ ...options, exactValues: Math.floor((options.exactValues ?? EXACT) / Math.max(1, numbers)) });
}

async function stateOf(
  engine: DuckdbEngine,
  main: OpenTable,
  from: string,
  options: ProfileSourceOptions,
  file: string,
): Promise<TableState> {
  const names = options.columns ?? main.names;
  for (const name of names) if (!main.names.includes(name)) throw columnMissing(name, main.names);
  const select = `SELECT ${names.map(engine.dialect.identifier).join(", ")} FROM ${from}`;
  const kinds = (await engine.describe(select)).map(({ read }) => read?.kind);
  const state = emptyState(kinds, options);
  for await (const columns of engine.chunks(select, options)) {
    state.add(makeTable(columns));
    options.onProgress?.(state.rows, main.rows);
  }
  if (state.rows === 0) state.add(makeTable((await engine.query(`${select} LIMIT 0`)).columns));
  main.checkRows(state.rows);
  if (main.rows === undefined) await checkAllCame(engine, from, state.rows, file);
  return state;
}

/** A stream that an error cuts off may end as if it were complete. */
async function checkAllCame(engine: DuckdbEngine, from: string, rows: number, file: string): Promise<void> {
  const [counted] = await engine.rows(`SELECT CAST(count(*) AS DOUBLE) AS n FROM ${from}`, { whole: true });
  const { n } = counted as { n: number };
  if (n === rows) return;
  await engine.exec(`SELECT * FROM ${from}`); // asks for what stopped it
  throw new DataError({ code: "FILE_MALFORMED", file, detail: `it has ${n} rows, ${rows} came` });
}
