import { columnMissing, makeTable, type Table } from "@mlops/core/table";
import type { BuiltInRule } from "@mlops/models";
import type { DuckdbEngine } from "../duckdb/engine.ts";
import { TEXT } from "../read/arrow/direct/memory-of.ts";
import type { OpenTable, ReadOptions, TableSource } from "../read/open-tables.ts";
import { SMALL, smallArrow } from "../read/small-arrow.ts";
import { ruleColumns } from "./rule-columns.ts";

/** Rows that a loaded table may have: rules about values that occur twice keep more of each than the column does. */
const ROWS = 5_000_000;

/** Rows that a table to compare with may have: each is a key of a set. */
const KEYS = 1_000_000;

/**
 * The columns that the rules read, of the table and of those it is compared with, where the files say how much that is and it fits into bounded memory: one
 * pass over each file is enough then. Undefined where it may be more.
 */
export async function loadSmall(
  engine: DuckdbEngine,
  main: OpenTable,
  others: Readonly<Record<string, OpenTable>>,
  rules: readonly BuiltInRule[],
  options: ReadOptions,
): Promise<{ table: Table; tables: Readonly<Record<string, Table>> } | undefined> {
  const names = known(main, rules.flatMap(ruleColumns));
  const keys = Object.entries(others).map(([name, other]) => ({ name, other, columns: known(other, keyColumns(name, rules)) }));
  const size = keys.reduce((sum, { other, columns }) => sum + bytesOf(other, columns, KEYS), bytesOf(main, names, ROWS));
  if (size > SMALL) return undefined;
  const load = async (open: OpenTable, columns: readonly string[], settings: ReadOptions): Promise<Table> => {
    const list = columns.map(engine.dialect.identifier).join(", ");
    const expected = open.rows === undefined ? { scan: true } : { scan: true, expectedRows: open.rows };
    const result = await engine.query(`SELECT ${list} FROM ${open.from}`, { ...settings, ...expected });
    open.checkRows(result.rows);
    return makeTable(result.columns);
  };
  const { signal } = options;
  const quiet = signal === undefined ? {} : { signal }; // progress is that of the main table
  const tables: Record<string, Table> = {};
  for (const { name, other, columns } of keys) tables[name] = await load(other, columns, quiet);
  return { table: await load(main, names, options), tables };
}

/** The same of an Arrow file that is compared with nothing, without DuckDB; `names` are those of all its columns. */
export function loadSmallArrow(
  source: TableSource,
  rules: readonly BuiltInRule[],
  options: ReadOptions,
): Promise<{ table: Table; names: readonly string[] } | undefined> {
  const read = rules.flatMap(ruleColumns);
  return smallArrow(source, options, (names) => columnsToRead(names, read), { bytes: SMALL, rows: ROWS });
}

/** The columns named, each once; the first of all where none is, for rows are counted. */
function columnsToRead(names: readonly string[], wanted: readonly string[]): readonly string[] {
  return wanted.length === 0 ? names.slice(0, 1) : [...new Set(wanted)];
}

function known({ names }: OpenTable, wanted: readonly string[]): readonly string[] {
  const missing = wanted.find((name) => !names.includes(name));
  if (missing !== undefined) throw columnMissing(missing, names);
  return columnsToRead(names, wanted);
}

function keyColumns(table: string, rules: readonly BuiltInRule[]): string[] {
  return rules.flatMap((rule) => (rule.type === "foreign_key" && rule.other === table ? (rule.otherColumns ?? rule.columns) : []));
}

/** Bytes of some columns, infinite where that is not known or there are too many rows. */
function bytesOf({ rows, bytes, texts }: OpenTable, names: readonly string[], most: number): number {
  if (rows === undefined || bytes === undefined || rows > most) return Number.POSITIVE_INFINITY;
  return names.reduce((sum, name) => sum + (texts.has(name) ? rows * 4 + (bytes.get(name) ?? 0) * TEXT : rows * 8), 0);
}
