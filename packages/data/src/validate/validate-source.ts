import { columnMissing, makeTable, type Table } from "@mlops/core/table";
import { type BuiltInRule, DataError, MLOpsError, ruleName, type ValidationError, type ValidationRule } from "@mlops/models";
import type { DuckdbEngine } from "../duckdb/engine.ts";
import { type OpenTable, type ReadOptions, type TableSource, withTables } from "../read/open-tables.ts";
import { checkRules } from "./check-rules.ts";
import { frameOf } from "./frame.ts";
import type { DetailLevel } from "./report.ts";
import { ruleColumns } from "./rule-columns.ts";
import { definitionOf, isCustom } from "./rules.ts";
import { describeTable, runSqlChecks } from "./sql/run-sql-checks.ts";
import { ChunkChecks } from "./validate-chunks.ts";

export interface SourceOptions extends ReadOptions {
  /** Sources that rules compare with, by name. */
  readonly tables?: Readonly<Record<string, TableSource>>;
}

interface Settings {
  readonly sampleLimit: number;
  readonly detail: DetailLevel;
}

/** Rules that look at each row by itself go over the file part by part; the others are asked of DuckDB, which spills to disk what memory does not hold. */
export function validateFiles(
  rules: readonly ValidationRule[],
  source: TableSource,
  options: SourceOptions,
  settings: Settings,
): Promise<{ rows: number; errors: ValidationError[] }> {
  if (settings.detail === "summary" || settings.detail === "complete")
    throw new MLOpsError({
      code: "NOT_SUPPORTED",
      feature: `detail "${settings.detail}" of a source that is not loaded`,
      hint: "use basic, or read the table first",
    });
  const own = rules.find(isCustom);
  if (own !== undefined)
    throw new MLOpsError({
      code: "NOT_SUPPORTED",
      feature: `the rule ${ruleName(own)} without loading the table`,
      hint: "read the table first",
    });
  const known = rules as readonly BuiltInRule[];
  const local = known.filter((rule) => definitionOf(rule).local);
  const whole = known.filter((rule) => !definitionOf(rule).local);
  return withTables(source, options.tables ?? {}, options, async (engine, main, others) => {
    const limit = settings.detail === "boolean_only" ? 0 : settings.sampleLimit;
    const small = await loadSmall(engine, main, known, options);
    if (small !== undefined) {
      const tables = await loadOthers(engine, others, options);
      return { rows: small.numRows(), errors: checkRules(rules, frameOf(small, tables, main.names), limit) };
    }
    const checks = await streamRules(engine, main, local, limit, options);
    const from = checks?.from ?? main.from;
    const table = await describeTable(engine, from);
    const otherTables = Object.fromEntries(
      await Promise.all(Object.entries(others).map(async ([name, other]) => [name, await describeTable(engine, other.from)] as const)),
    );
    const { signal } = options;
    const quiet = signal === undefined ? {} : { signal }; // progress is that of the first pass
    const sql = await runSqlChecks({ engine, table, others: otherTables, ...settings, options: quiet }, whole);
    if (checks !== undefined && checks.checks.rows !== sql.rows)
      throw new DataError({
        code: "FILE_MALFORMED",
        file: typeof source === "string" ? source : source.path,
        detail: `it has ${sql.rows} rows, ${checks.checks.rows} came`,
      });
    const errorOf = new Map<ValidationRule, ValidationError | undefined>();
    for (const [i, error] of (checks?.checks.errors() ?? []).entries()) errorOf.set(local[i] as BuiltInRule, error);
    for (const [i, error] of sql.errors.entries()) errorOf.set(whole[i] as BuiltInRule, error);
    return { rows: sql.rows, errors: rules.flatMap((rule) => errorOf.get(rule) ?? []) };
  });
}

/** Bytes that the columns of a table may take to be loaded at once. */
const LOADED = 256 * 2 ** 20;

/** The columns that the rules read, where the file says how many rows there are and they fit into bounded memory: one pass over the file is enough then. */
async function loadSmall(
  engine: DuckdbEngine,
  main: OpenTable,
  rules: readonly BuiltInRule[],
  options: ReadOptions,
): Promise<Table | undefined> {
  const names = [...new Set(rules.flatMap(ruleColumns))];
  for (const name of names) if (!main.names.includes(name)) throw columnMissing(name, main.names);
  const read = names.length === 0 ? main.names.slice(0, 1) : names;
  if (main.rows === undefined || main.rows * read.length * 8 > LOADED) return undefined;
  const { columns, rows } = await engine.query(`SELECT ${read.map(engine.dialect.identifier).join(", ")} FROM ${main.from}`, {
    ...options,
    expectedRows: main.rows,
  });
  main.checkRows(rows);
  return makeTable(columns);
}

async function loadOthers(
  engine: DuckdbEngine,
  others: Readonly<Record<string, OpenTable>>,
  options: ReadOptions,
): Promise<Record<string, Table>> {
  const tables: Record<string, Table> = {};
  for (const [name, { from }] of Object.entries(others))
    tables[name] = makeTable((await engine.query(`SELECT * FROM ${from}`, options)).columns);
  return tables;
}

/** Streams the file through the rules; where a value does not fit the inferred types, once more with types inferred from all rows. */
async function streamRules(
  engine: DuckdbEngine,
  main: OpenTable,
  rules: readonly BuiltInRule[],
  sampleLimit: number,
  options: ReadOptions,
): Promise<{ checks: ChunkChecks; from: string } | undefined> {
  if (rules.length === 0 && main.retry === undefined) return undefined;
  const pass = async (from: string): Promise<ChunkChecks> => {
    const checks = new ChunkChecks(rules, sampleLimit);
    for await (const columns of engine.chunks(`SELECT * FROM ${from}`, options)) {
      checks.add(columns);
      options.onProgress?.(checks.rows, main.rows);
    }
    main.checkRows(checks.rows);
    return checks;
  };
  try {
    return { checks: await pass(main.from), from: main.from };
  } catch (error) {
    const again = await main.again(error);
    if (again === undefined) throw error;
    return { checks: await pass(again), from: again };
  }
}
