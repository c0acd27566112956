import { evaluateMask, toSql } from "@mlops/core/expression";
import { duckdbDialect } from "@mlops/core/sql";
import { type ColumnKind, columnMissing, makeTable, type Table } from "@mlops/core/table";
import { DataError, DataSource, MLOpsError } from "@mlops/models";
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

/**
 * Reads CSV (also .gz), NDJSON (also .gz) or Parquet, one file or a glob, into a table over kernel columns; `columns` and `filter` are
 * applied while reading. Texts become dictionary codes, dates and instants timestamps in UTC, 64-bit integers numbers (bigints where one is
 * beyond 2^53), decimals doubles, nested values their JSON text. A missing value is null, an empty CSV field too.
 * @throws DataError with the file and the place: `FILE_UNREADABLE`, `FILE_MALFORMED`, `FORMAT_UNKNOWN`, `COLUMN_DUPLICATE`, `COLUMN_MISSING`,
 * `COLUMN_TYPE`, `EXPRESSION_SYNTAX`, `EXPRESSION_TYPE`; never a table that is shorter than its file
 */
export async function readTable(source: TableSource, options: ReadOptions = {}): Promise<Table> {
  options.signal?.throwIfAborted();
  const settings = normalise(source);
  const { path, columns, filter } = settings;
  return DuckdbEngine.use(options, async (engine) => {
    try {
      const files = await listFiles(path, engine);
      const format = settings.format === "auto" ? formatOf(files[0] as string) : settings.format;
      const relation = await open(format, files, { ...settings, signal: options.signal }, engine);
      for (const name of [...Object.keys(settings.types), ...(columns ?? [])])
        if (!relation.names.includes(name)) throw columnMissing(name, relation.names);
      try {
        return await read(relation.sql, relation, settings.types, format, columns, filter, engine, options);
      } catch (error) {
        const again = error instanceof Error && /Error when converting column/.test(error.message) ? await relation.retry?.() : undefined;
        if (again === undefined) throw error;
        return await read(again, relation, settings.types, format, columns, filter, engine, options);
      }
    } catch (error) {
      throw readError(error, path);
    }
  });
}

function normalise(source: TableSource): Exclude<DataSource, string> {
  const parsed = DataSource.parse(typeof source === "string" ? { path: source } : source);
  return parsed as Exclude<DataSource, string>;
}

function open(
  format: "csv" | "ndjson" | "parquet",
  files: readonly string[],
  settings: Parameters<typeof csvRelation>[1],
  engine: DuckdbEngine,
): Promise<Relation> {
  if (format === "csv") return csvRelation(files, settings, engine);
  return format === "ndjson" ? ndjsonRelation(files, settings, engine) : parquetRelation(files, engine);
}

async function read(
  from: string,
  relation: Relation,
  types: Readonly<Record<string, keyof typeof SQL_TYPES>>,
  format: string,
  columns: readonly string[] | undefined,
  filter: string | undefined,
  engine: DuckdbEngine,
  options: ReadOptions,
): Promise<Table> {
  const { identifier } = duckdbDialect;
  const casts = Object.entries(types).map(([name, type]) => `CAST(${identifier(name)} AS ${SQL_TYPES[type]}) AS ${identifier(name)}`);
  const rows = `SELECT *${casts.length > 0 && format !== "csv" ? ` REPLACE (${casts.join(", ")})` : ""} FROM ${from}`;
  const where = filter === undefined ? undefined : await pushDown(filter, rows, engine);
  const late = filter !== undefined && where === undefined;
  const list = columns === undefined || late ? "*" : columns.map(identifier).join(", ");
  const expected = where === undefined ? relation.rows : undefined;
  const result = await engine.query(`SELECT ${list} FROM (${rows})${where === undefined ? "" : ` WHERE ${where}`}`, {
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
    ...(expected === undefined ? {} : { expectedRows: expected }),
  });
  if (expected !== undefined && expected !== result.rows) {
    const detail = `its footer promises ${expected} rows, ${result.rows} came`;
    throw new DataError({ code: "FILE_MALFORMED", file: from, detail });
  }
  const table = makeTable(result.columns);
  if (!late) return table;
  const kept = keepRows(table, evaluateMask(filter as string, table));
  return columns === undefined ? kept : (kept.select(...columns) as Table);
}

/** The filter as SQL, undefined where DuckDB has no words for it and the kernel must apply it. */
async function pushDown(filter: string, rows: string, engine: DuckdbEngine): Promise<string | undefined> {
  const kinds: Record<string, ColumnKind> = {};
  for (const { name, read } of await engine.describe(rows)) if (read !== undefined) kinds[name] = read.kind;
  try {
    return toSql(filter, duckdbDialect, kinds);
  } catch (error) {
    if (MLOpsError.isInstance(error) && error.code === "NOT_SUPPORTED") return undefined;
    throw error;
  }
}
