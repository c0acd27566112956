import { evaluateMask, toSql } from "@mlops/core/expression";
import { duckdbDialect } from "@mlops/core/sql";
import {
  bigIntColumn,
  booleanColumn,
  type Column,
  type ColumnKind,
  columnMissing,
  makeTable,
  numericColumn,
  stringColumn,
  type Table,
  timestampColumn,
} from "@mlops/core/table";
import { ConfigError, DataError, DataSource, MLOpsError } from "@mlops/models";
import { DuckdbEngine, type DuckdbOptions } from "../duckdb/engine.ts";
import { keepRows } from "../keep-rows.ts";
import { csvRelation } from "./csv.ts";
import { formatOf, listFiles } from "./files.ts";
import { readError } from "./malformed.ts";
import { ndjsonRelation } from "./ndjson.ts";
import { parquetRelation } from "./parquet.ts";
import { type Relation, SQL_TYPES } from "./relation.ts";

/** A path or glob, or an object with it and what is to be known to read it. */
export type TableSource = (typeof DataSource)["_zod"]["input"];

export interface ReadOptions extends DuckdbOptions {
  readonly signal?: AbortSignal;
  /** Called about every 100,000 rows with the rows read, and how many there are where the file says so. */
  readonly onProgress?: (rows: number, total?: number) => void;
}

type Settings = Exclude<DataSource, string>;
type Format = "csv" | "ndjson" | "parquet";

/** A source that is open: its files, its relation, and what is asked of it. */
interface Open {
  readonly engine: DuckdbEngine;
  readonly settings: Settings;
  readonly files: readonly string[];
  readonly format: Format;
  readonly relation: Relation;
}

function normalise(source: TableSource): Settings {
  const parsed = DataSource.safeParse(typeof source === "string" ? { path: source } : source);
  if (parsed.success) return parsed.data as Settings;
  const detail = parsed.error.issues.map(({ path, message }) => [...path, message].join(": ")).join("; ");
  throw new ConfigError({ code: "CONFIG_INVALID", detail });
}

async function withSource<T>(source: TableSource, options: ReadOptions, work: (open: Open) => Promise<T>): Promise<T> {
  options.signal?.throwIfAborted();
  const settings = normalise(source);
  return DuckdbEngine.use(options, async (engine) => {
    try {
      const files = await listFiles(settings.path, engine);
      const format = settings.format === "auto" ? formatOf(files[0] as string) : settings.format;
      const relation = await relationOf(format, files, { ...settings, signal: options.signal }, engine);
      for (const name of [...Object.keys(settings.types), ...(settings.columns ?? [])])
        if (!relation.names.includes(name)) throw columnMissing(name, relation.names);
      return await work({ engine, settings, files, format, relation });
    } catch (error) {
      options.signal?.throwIfAborted();
      throw readError(error, settings.path);
    }
  });
}

function relationOf(
  format: Format,
  files: readonly string[],
  settings: Parameters<typeof csvRelation>[1],
  engine: DuckdbEngine,
): Promise<Relation> {
  if (format === "csv") return csvRelation(files, settings, engine);
  return format === "ndjson" ? ndjsonRelation(files, settings, engine) : parquetRelation(files, engine);
}

/** All rows of the relation, types set; CSV is read with them already. */
function rowsSql(from: string, { settings, format }: Open): string {
  const { identifier } = duckdbDialect;
  const casts = Object.entries(settings.types).map(
    ([name, type]) => `CAST(${identifier(name)} AS ${SQL_TYPES[type]}) AS ${identifier(name)}`,
  );
  return `SELECT *${casts.length > 0 && format !== "csv" ? ` REPLACE (${casts.join(", ")})` : ""} FROM ${from}`;
}

/** Reads a source, `filters` on top of its own; gives the files too. */
export function readSource(
  source: TableSource,
  options: ReadOptions,
  filters: readonly string[] = [],
): Promise<{ table: Table; files: readonly string[] }> {
  return withSource(source, options, async (open) => {
    const all = open.settings.filter === undefined ? filters : [open.settings.filter, ...filters];
    try {
      return { table: await read(open.relation.sql, open, all, options), files: open.files };
    } catch (error) {
      const again =
        error instanceof Error && error.message.includes("Error when converting column") ? await open.relation.retry?.() : undefined;
      if (again === undefined) throw error;
      return { table: await read(again, open, all, options), files: open.files };
    }
  });
}

async function read(from: string, open: Open, filters: readonly string[], options: ReadOptions): Promise<Table> {
  const { engine, relation, settings } = open;
  const rows = rowsSql(from, open);
  const kinds = filters.length === 0 ? {} : await kindsOf(rows, engine);
  const wheres = filters.map((filter) => pushDown(filter, kinds));
  const late = filters.filter((_, i) => wheres[i] === undefined);
  const where = wheres.filter((one) => one !== undefined).join(" AND ");
  const list = settings.columns === undefined || late.length > 0 ? "*" : settings.columns.map(duckdbDialect.identifier).join(", ");
  const expected = where === "" ? relation.rows : undefined;
  const result = await engine.query(`SELECT ${list} FROM (${rows})${where === "" ? "" : ` WHERE ${where}`}`, {
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
    ...(expected === undefined ? {} : { expectedRows: expected }),
  });
  if (expected !== undefined && expected !== result.rows)
    throw new DataError({
      code: "FILE_MALFORMED",
      file: settings.path,
      detail: `its footer promises ${expected} rows, ${result.rows} came`,
    });
  let table: Table = makeTable(result.columns);
  if (late.length === 0) return table;
  for (const filter of late) table = keepRows(table, evaluateMask(filter, table));
  return settings.columns === undefined ? table : (table.select(...settings.columns) as Table);
}

async function kindsOf(rows: string, engine: DuckdbEngine): Promise<Record<string, ColumnKind>> {
  const kinds: Record<string, ColumnKind> = {};
  for (const { name, read: type } of await engine.describe(rows)) if (type !== undefined) kinds[name] = type.kind;
  return kinds;
}

/** The filter as SQL, undefined where DuckDB has no words for it and the kernel must apply it. */
function pushDown(filter: string, kinds: Record<string, ColumnKind>): string | undefined {
  try {
    return toSql(filter, duckdbDialect, kinds);
  } catch (error) {
    if (MLOpsError.isInstance(error) && error.code === "NOT_SUPPORTED") return undefined;
    throw error;
  }
}

const EMPTY: Record<ColumnKind, () => Column> = {
  numeric: () => numericColumn(new Float64Array(0)),
  bigint: () => bigIntColumn(new BigInt64Array(0)),
  boolean: () => booleanColumn(new Uint8Array(0)),
  string: () => stringColumn(new Int32Array(0), []),
  timestamp: () => timestampColumn(new Float64Array(0)),
};

/** The columns that reading a source would give, without rows; filters are checked. */
export function describeSource(source: TableSource, options: ReadOptions, filters: readonly string[] = []): Promise<Table> {
  return withSource(source, options, async (open) => {
    const { settings } = open;
    const kinds = await kindsOf(rowsSql(open.relation.sql, open), open.engine);
    for (const filter of settings.filter === undefined ? filters : [settings.filter, ...filters]) pushDown(filter, kinds);
    const names = settings.columns ?? Object.keys(kinds);
    return makeTable(Object.fromEntries(names.map((name) => [name, EMPTY[kinds[name] ?? "string"]()])));
  });
}
