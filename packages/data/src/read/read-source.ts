import { evaluateMask } from "@mlops/core/expression";
import { duckdbDialect } from "@mlops/core/sql";
import {
  bigIntColumn,
  booleanColumn,
  type Column,
  type ColumnKind,
  makeTable,
  numericColumn,
  stringColumn,
  type Table,
  timestampColumn,
} from "@mlops/core/table";
import { keepRows } from "../keep-rows.ts";
import { arrowKinds, readArrow, withArrowFile } from "./arrow-table.ts";
import {
  checkRowCount,
  kindsOf,
  type Open,
  pushDown,
  type ReadOptions,
  readAgain,
  rowsSql,
  type TableSource,
  withSource,
} from "./open-source.ts";

/** Reads a source, `filters` on top of its own; gives the files too. */
export async function readSource(
  source: TableSource,
  options: ReadOptions,
  filters: readonly string[] = [],
): Promise<{ table: Table; files: readonly string[] }> {
  return (await readArrow(source, options, filters)) ?? readThroughDuckdb(source, options, filters);
}

/** The way of all formats. */
export function readThroughDuckdb(
  source: TableSource,
  options: ReadOptions,
  filters: readonly string[] = [],
): Promise<{ table: Table; files: readonly string[] }> {
  return withSource(source, options, async (open) => {
    const all = open.settings.filter === undefined ? filters : [open.settings.filter, ...filters];
    try {
      return { table: await read(open.relation.sql, open, all, options), files: open.files };
    } catch (error) {
      const again = await readAgain(open, error);
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
  const select = `SELECT ${list} FROM (${rows})${where === "" ? "" : ` WHERE ${where}`}`;
  const result = await engine.query(select, {
    scan: true,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
    ...(expected === undefined ? {} : { expectedRows: expected }),
  });
  if (expected !== undefined) checkRowCount(open, result.rows);
  let table: Table = makeTable(result.columns);
  if (late.length === 0) return table;
  for (const filter of late) table = keepRows(table, evaluateMask(filter, table));
  return settings.columns === undefined ? table : (table.select(...settings.columns) as Table);
}

const EMPTY: Record<ColumnKind, () => Column> = {
  numeric: () => numericColumn(new Float64Array(0)),
  bigint: () => bigIntColumn(new BigInt64Array(0)),
  boolean: () => booleanColumn(new Uint8Array(0)),
  string: () => stringColumn(new Int32Array(0), []),
  timestamp: () => timestampColumn(new Float64Array(0)),
};

/** The columns that reading a source would give, without rows; filters are checked. */
export async function describeSource(source: TableSource, options: ReadOptions, filters: readonly string[] = []): Promise<Table> {
  const empty = (kinds: Record<string, ColumnKind>, names: readonly string[] | undefined, filter: string | undefined): Table => {
    for (const one of filter === undefined ? filters : [filter, ...filters]) pushDown(one, kinds);
    return makeTable(Object.fromEntries((names ?? Object.keys(kinds)).map((name) => [name, EMPTY[kinds[name] ?? "string"]()])));
  };
  const arrow = await withArrowFile(source, options, async ({ fields, names, filter }) => empty(arrowKinds(fields), names, filter));
  if (arrow !== undefined) return arrow;
  return withSource(source, options, async (open) => {
    const { settings } = open;
    return empty(await kindsOf(rowsSql(open.relation.sql, open), open.engine), settings.columns, settings.filter);
  });
}
