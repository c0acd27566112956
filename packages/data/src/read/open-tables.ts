import { duckdbDialect } from "@mlops/core/sql";
import { DataError, MLOpsError } from "@mlops/models";
import { DuckdbEngine } from "../duckdb/engine.ts";
import {
  checkRowCount,
  inEngine,
  kindsOf,
  type Open,
  pushDown,
  type ReadOptions,
  readAgain,
  rowsSql,
  type TableSource,
} from "./open-source.ts";

export { inEngine, type ReadOptions, type TableSource } from "./open-source.ts";

/** Files as a table of DuckDB that is not loaded: its columns have the types that reading them gives. */
export interface OpenTable {
  /** What follows FROM. */
  readonly from: string;
  /** Names of the columns, in order. */
  readonly names: readonly string[];
  /** Names of the columns that hold texts. */
  readonly texts: ReadonlySet<string>;
  /** Rows there are, where the files say so and all of them are wanted. */
  readonly rows: number | undefined;
  /** Bytes of each column's values, unpacked, where the files say so. */
  readonly bytes: ReadonlyMap<string, number> | undefined;
  /** Whether the types are inferred from the first rows only, so that a later one may not fit. */
  readonly retry: boolean;
  /** @throws DataError `FILE_MALFORMED` where fewer or more rows came than the files promise */
  checkRows(rows: number): void;
  /** What follows FROM once types are inferred from all rows; undefined where the error is another. */
  again(error: unknown): Promise<string | undefined>;
}

async function projected(from: string, open: Open): Promise<string> {
  const { engine, settings } = open;
  const rows = rowsSql(from, open);
  const infos = await engine.describe(rows);
  const wanted = settings.columns ?? infos.map(({ name }) => name);
  const list = wanted.map((name) => {
    const { sqlType, read } = infos.find((info) => info.name === name) as (typeof infos)[number];
    if (read === undefined)
      throw new DataError({
        code: "COLUMN_TYPE",
        column: name,
        actual: sqlType,
        expected: "a number, text, boolean or timestamp",
        hint: "leave the column out with the columns option",
      });
    const quoted = duckdbDialect.identifier(name);
    return `${read.cast(quoted)} AS ${quoted}`;
  });
  const { filter } = settings;
  const where = filter === undefined ? "" : pushDown(filter, await kindsOf(rows, engine));
  if (where === undefined)
    throw new MLOpsError({
      code: "NOT_SUPPORTED",
      feature: `the filter ${filter} without loading the table`,
      hint: "read the table first",
    });
  return `(SELECT ${list.join(", ")} FROM (${rows})${where === "" ? "" : ` WHERE ${where}`})`;
}

/** An open source as a table of DuckDB. */
export async function openTable(open: Open): Promise<OpenTable> {
  const whole = open.settings.filter === undefined;
  const from = await projected(open.relation.sql, open);
  const infos = await open.engine.describe(`SELECT * FROM ${from}`);
  return {
    from,
    names: infos.map(({ name }) => name),
    texts: new Set(infos.flatMap(({ name, read }) => (read?.kind === "string" ? [name] : []))),
    rows: whole ? open.relation.rows : undefined,
    bytes: open.relation.bytes,
    retry: open.relation.retry !== undefined,
    checkRows(rows) {
      if (whole) checkRowCount(open, rows);
    },
    async again(error) {
      // What does not fit the columns may fit them once a late value has decided their types.
      const misfit = MLOpsError.isInstance(error) && (error.code === "COLUMN_TYPE" || error.code === "EXPRESSION_TYPE");
      const from = misfit ? await open.relation.retry?.() : await readAgain(open, error);
      return from === undefined ? undefined : projected(from, open);
    },
  };
}

/** Opens a source and others beside it in one engine. */
export function withTables<T>(
  source: TableSource,
  others: Readonly<Record<string, TableSource>>,
  options: ReadOptions,
  work: (engine: DuckdbEngine, main: OpenTable, others: Readonly<Record<string, OpenTable>>) => Promise<T>,
): Promise<T> {
  return DuckdbEngine.use(options, (engine) =>
    inEngine(engine, source, options, async (open) => {
      const main = await openTable(open);
      const opened: Record<string, OpenTable> = {};
      for (const [name, other] of Object.entries(others)) opened[name] = await inEngine(engine, other, options, openTable);
      return work(engine, main, opened);
    }),
  );
}
