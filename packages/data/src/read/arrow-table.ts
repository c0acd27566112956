import { evaluateMask, expressionColumns, parseExpression } from "@mlops/core/expression";
import { allocate, type Column, type ColumnKind, columnMissing, columnOf, makeTable, type Table } from "@mlops/core/table";
import { readType } from "../duckdb/sql-type.ts";
import { keepRows } from "../keep-rows.ts";
import { layoutOf, readColumns } from "./arrow/direct/arrow-columns.ts";
import { LeftToDuckdb } from "./arrow/direct/column-sink.ts";
import { safeIntegers } from "./arrow/direct/safe-integers.ts";
import { arrowFields } from "./arrow/load-arrow.ts";
import { type ArrowField, unread } from "./arrow/schema.ts";
import { checkUnchanged, existingFile, knownFormat, statesOf } from "./files.ts";
import { readError } from "./malformed.ts";
import { pushDown, type ReadOptions, settingsOf, type TableSource } from "./open-source.ts";
import { checkNames } from "./relation.ts";

/** One Arrow file of which what is asked changes no type, so that its columns may be read as they lie. */
export interface ArrowFile {
  readonly file: string;
  readonly fields: readonly ArrowField[];
  /** Names of the columns that are asked for, all where none are. */
  readonly names: readonly string[];
  readonly filter: string | undefined;
}

/**
 * Works on a source that is such a file; undefined for any other, and where `work` comes to what only DuckDB has an answer for (LeftToDuckdb).
 * @throws DataError as `readTable`
 */
export async function withArrowFile<T>(
  source: TableSource,
  { signal }: ReadOptions,
  work: (file: ArrowFile) => Promise<T>,
): Promise<T | undefined> {
  signal?.throwIfAborted();
  const settings = settingsOf(source);
  const { path, format, types, largeIntegers, decimals, timestamps, columns, filter } = settings;
  if ((format === "auto" ? knownFormat(path) : format) !== "arrow") return undefined;
  if (Object.keys(types).length > 0 || [largeIntegers, decimals, timestamps].includes("string") || columns?.length === 0) return undefined;
  try {
    const file = await existingFile(path);
    if (file === undefined) return undefined; // a glob, or an error that it tells of
    const states = await statesOf([file]);
    const fields = await arrowFields(file);
    const all = fields.map(({ name }) => name);
    checkNames(all, file);
    for (const field of fields) if (field.type === undefined && columns?.includes(field.name) !== false) throw unread(field);
    for (const name of columns ?? []) if (!all.includes(name)) throw columnMissing(name, all);
    const names = columns ?? all;
    const result = await work({ file, fields, names, filter });
    await checkUnchanged(states);
    return result;
  } catch (error) {
    if (error instanceof LeftToDuckdb) return undefined;
    signal?.throwIfAborted();
    throw readError(error, path);
  }
}

/** The kinds that columns are read as. */
export function arrowKinds(fields: readonly ArrowField[]): Record<string, ColumnKind> {
  return Object.fromEntries(
    fields.flatMap(({ name, type }) => {
      const kind = type === undefined ? undefined : readType(type.sql)?.kind;
      return kind === undefined ? [] : [[name, kind]];
    }),
  );
}

/** Types of which DuckDB compares the same values as the kernel. */
const ALIKE: ReadonlySet<string | undefined> = new Set([
  "TINYINT",
  "UTINYINT",
  "SMALLINT",
  "USMALLINT",
  "INTEGER",
  "UINTEGER",
  "BIGINT",
  "DOUBLE",
  "BOOLEAN",
  "VARCHAR",
  "TIMESTAMP",
]);

/** Bytes that a table of which a filter keeps some rows may take before; DuckDB spills what is more. */
const FILTERED_BYTES = 2 ** 29;

/** Reads an Arrow file into a table without DuckDB; undefined where that is not possible. */
export function readArrow(
  source: TableSource,
  options: ReadOptions,
  filters: readonly string[],
): Promise<{ table: Table; files: readonly string[] } | undefined> {
  return withArrowFile(source, options, async ({ file, fields, names, filter }) => {
    const all = filter === undefined ? filters : [filter, ...filters];
    const kinds = all.length === 0 ? {} : arrowKinds(fields);
    const pushed = all.filter((one) => pushDown(one, kinds) !== undefined); // what does not fit the columns is told first
    const tested = new Set(all.flatMap((one) => [...expressionColumns(parseExpression(one))]));
    const alike = new Set(pushed.flatMap((one) => [...expressionColumns(parseExpression(one))]));
    if (fields.some(({ name, type }) => alike.has(name) && !ALIKE.has(type?.sql))) throw new LeftToDuckdb();
    const read = [...new Set([...names, ...tested])];
    const layout = await layoutOf(file);
    if (all.length > 0 && layout.rows * read.length * 8 > FILTERED_BYTES) throw new LeftToDuckdb();
    const columns = await readColumns(layout, read, { ...options, allocate });
    let table: Table = makeTable(columns);
    for (const name of alike) if ((columnOf(table, name) as Column).kind === "bigint") throw new LeftToDuckdb();
    for (const one of pushed) table = keepRows(table, evaluateMask(one, table));
    if (pushed.length > 0) table = settled(table);
    for (const one of all) if (!pushed.includes(one)) table = keepRows(table, evaluateMask(one, table));
    return { table: read.length === names.length ? table : (table.select(...names) as Table), files: [file] };
  });
}

/** The table with integers as their values in the rows that are left decide. */
function settled(table: Table): Table {
  const columns: Record<string, Column> = {};
  for (const name of table.columnNames()) {
    const column = columnOf(table, name) as Column;
    columns[name] = (column.kind === "bigint" ? safeIntegers(column) : undefined) ?? column;
  }
  return makeTable(columns);
}
