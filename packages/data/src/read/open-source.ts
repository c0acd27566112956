import { checkCondition, parseExpression, toSql } from "@mlops/core/expression";
import { duckdbDialect } from "@mlops/core/sql";
import { type ColumnKind, columnMissing } from "@mlops/core/table";
import { ConfigError, DataError, DataSource, MLOpsError } from "@mlops/models";
import { DuckdbEngine, type DuckdbOptions } from "../duckdb/engine.ts";
import { arrowRelation } from "./arrow.ts";
import { csvRelation } from "./csv.ts";
import { exactRelation } from "./exact-values.ts";
import { checkUnchanged, formatOf, listFiles, statesOf } from "./files.ts";
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
type Format = "csv" | "ndjson" | "parquet" | "arrow";

/** A source that is open: its files, its relation, and what is asked of it. */
export interface Open {
  readonly engine: DuckdbEngine;
  readonly settings: Settings;
  readonly files: readonly string[];
  readonly format: Format;
  readonly relation: Relation;
}

/** The settings of a source. @throws ConfigError */
export function settingsOf(source: TableSource): Settings {
  const parsed = DataSource.safeParse(typeof source === "string" ? { path: source } : source, { jitless: true }); // compiling it takes longer
  if (parsed.success) return parsed.data as Settings;
  const detail = parsed.error.issues.map(({ path, message }) => [...path, message].join(": ")).join("; ");
  throw new ConfigError({ code: "CONFIG_INVALID", detail });
}

/** Opens a source in an engine and hands it to `work`; what either gets wrong is told of the source. */
export async function inEngine<T>(
  engine: DuckdbEngine,
  source: TableSource,
  options: ReadOptions,
  work: (open: Open) => Promise<T>,
): Promise<T> {
  options.signal?.throwIfAborted();
  const settings = settingsOf(source);
  try {
    const files = await listFiles(settings.path, engine);
    const format = settings.format === "auto" ? formatOf(files[0] as string) : settings.format;
    const states = await statesOf(files);
    const relation = await relationOf(format, files, { ...settings, signal: options.signal }, engine);
    for (const name of [...Object.keys(settings.types), ...(settings.columns ?? [])])
      if (!relation.names.includes(name)) throw columnMissing(name, relation.names);
    const result = await work({ engine, settings, files, format, relation });
    await checkUnchanged(states);
    return result;
  } catch (error) {
    options.signal?.throwIfAborted();
    throw readError(error, settings.path);
  }
}

export function withSource<T>(source: TableSource, options: ReadOptions, work: (open: Open) => Promise<T>): Promise<T> {
  return DuckdbEngine.use(options, (engine) => inEngine(engine, source, options, work));
}

const OPENERS: Readonly<Record<Format, typeof csvRelation>> = {
  csv: csvRelation,
  ndjson: ndjsonRelation,
  parquet: parquetRelation,
  arrow: arrowRelation,
};

async function relationOf(
  format: Format,
  files: readonly string[],
  settings: Parameters<typeof csvRelation>[1],
  engine: DuckdbEngine,
): Promise<Relation> {
  return exactRelation(await OPENERS[format](files, settings, engine), settings, engine);
}

/** All rows of the relation, types set; CSV is read with them already. */
export function rowsSql(from: string, { settings, format }: Open): string {
  const { identifier } = duckdbDialect;
  const casts = Object.entries(settings.types).map(
    ([name, type]) => `CAST(${identifier(name)} AS ${SQL_TYPES[type]}) AS ${identifier(name)}`,
  );
  return `SELECT *${casts.length > 0 && format !== "csv" ? ` REPLACE (${casts.join(", ")})` : ""} FROM ${from}`;
}

/** The kinds of a query's columns, those without a kind left out. */
export async function kindsOf(rows: string, engine: DuckdbEngine): Promise<Record<string, ColumnKind>> {
  const kinds: Record<string, ColumnKind> = {};
  for (const { name, read: type } of await engine.describe(rows)) if (type !== undefined) kinds[name] = type.kind;
  return kinds;
}

/** The filter as SQL, undefined where DuckDB has no words for it and the kernel must apply it. @throws DataError where it is no condition on such columns */
export function pushDown(filter: string, kinds: Record<string, ColumnKind>): string | undefined {
  checkCondition(parseExpression(filter), kinds, { text: filter });
  try {
    return toSql(filter, duckdbDialect, kinds);
  } catch (error) {
    if (MLOpsError.isInstance(error) && error.code === "NOT_SUPPORTED") return undefined;
    throw error;
  }
}

/** The error where a file's rows are not as many as it promises. */
export function checkRowCount(open: Open, rows: number): void {
  const { rows: promised } = open.relation;
  if (promised !== undefined && promised !== rows)
    throw new DataError({ code: "FILE_MALFORMED", file: open.settings.path, detail: `its footer promises ${promised} rows, ${rows} came` });
}

/** Another reading of the same files where a value did not fit the inferred types. */
export async function readAgain(open: Open, error: unknown): Promise<string | undefined> {
  return error instanceof Error && error.message.includes("Error when converting column") ? open.relation.retry?.() : undefined;
}
