import type { Column, ColumnKind, ColumnType, Table } from "@mlops/core/table";
import { columnOf, missingCount } from "@mlops/core/table";
import { MLOpsError } from "@mlops/models";
import type { DuckdbEngine } from "../duckdb/engine.ts";
import { beyondSafe, isLargeInteger } from "./exact-values.ts";
import { type OpenTable, type ReadOptions, type TableSource, withTables } from "./open-tables.ts";
import { readSource } from "./read-source.ts";
import { smallArrow } from "./small-arrow.ts";

/** A column as reading gives it. */
export interface ColumnDescription {
  readonly name: string;
  readonly type: ColumnType;
  /** Some row has no value. */
  readonly nullable: boolean;
}

const TYPES: Readonly<Record<ColumnKind, ColumnType>> = {
  numeric: "number",
  bigint: "bigint",
  boolean: "boolean",
  string: "string",
  timestamp: "timestamp",
};

/**
 * The columns that `readTable` gives, with their types and whether a value is missing, without loading them: all rows are looked at, because a late one may decide a type.
 * @throws DataError as `readTable`
 */
export async function columnTypes(source: TableSource, options: ReadOptions = {}): Promise<ColumnDescription[]> {
  const arrow = await smallArrow(source, options, (names) => names);
  if (arrow !== undefined) return describedTable(arrow.table);
  try {
    return await withTables(source, {}, options, async (engine, main) => {
      try {
        return await described(engine, main, main.from);
      } catch (error) {
        const again = await main.again(error);
        if (again === undefined) throw error;
        return described(engine, main, again);
      }
    });
  } catch (error) {
    if (!MLOpsError.isInstance(error) || error.code !== "NOT_SUPPORTED") throw error;
    return describedTable((await readSource(source, options)).table); // a filter that the kernel must apply
  }
}

function describedTable(table: Table): ColumnDescription[] {
  return table.columnNames().map((name) => {
    const column = columnOf(table, name) as Column;
    return { name, type: TYPES[column.kind], nullable: missingCount(column) > 0 };
  });
}

async function described(engine: DuckdbEngine, main: OpenTable, from: string): Promise<ColumnDescription[]> {
  const columns = await engine.describe(`SELECT * FROM ${from}`);
  const integers = columns.filter(({ sqlType }) => isLargeInteger(sqlType)).map(({ name }) => name);
  const large = await beyondSafe(from, integers, engine);
  const counts = columns.map(({ name }, i) => `CAST(count(${engine.dialect.identifier(name)}) AS DOUBLE) AS c${i}`);
  const [row = {}] = await engine.rows(`SELECT CAST(count(*) AS DOUBLE) AS n, ${counts.join(", ")} FROM ${from}`, { whole: true });
  main.checkRows(row["n"] as number);
  return columns.map(({ name, read }, i) => ({
    name,
    type: large.has(name) ? "bigint" : TYPES[read?.kind ?? "string"],
    nullable: row[`c${i}`] !== row["n"],
  }));
}
