import { type BuiltInRule, DataError, MLOpsError, ruleName, type ValidationError, type ValidationRule } from "@mlops/models";
import type { DuckdbEngine } from "../duckdb/engine.ts";
import { type OpenTable, type ReadOptions, type TableSource, withTables } from "../read/open-tables.ts";
import { checkRules } from "./check-rules.ts";
import { frameOf } from "./frame.ts";
import { loadSmall, loadSmallArrow } from "./load-small.ts";
import type { DetailLevel } from "./report.ts";
import { ruleColumns } from "./rule-columns.ts";
import { definitionOf, isCustom } from "./rules.ts";
import { describeTable, runSqlChecks } from "./sql/run-sql-checks.ts";
import type { SqlTable } from "./sql/sql-scope.ts";
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
export async function validateFiles(
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
  const limit = settings.detail === "boolean_only" ? 0 : settings.sampleLimit;
  const arrow = Object.keys(options.tables ?? {}).length > 0 ? undefined : await loadSmallArrow(source, known, options);
  if (arrow !== undefined) {
    const { table, names } = arrow;
    return { rows: table.numRows(), errors: checkRules(rules, frameOf(table, {}, names), limit) };
  }
  return withTables(source, options.tables ?? {}, options, async (engine, main, others) => {
    const loaded = await loadSmall(engine, main, others, known, options);
    if (loaded !== undefined) {
      const { table, tables } = loaded;
      return { rows: table.numRows(), errors: checkRules(rules, frameOf(table, tables, main.names), limit) };
    }
    const {
      rows,
      local: localErrors,
      whole: wholeErrors,
    } = await eitherTypes(main, async (from) => {
      const checks = await streamRules(engine, { ...main, from }, local, limit, options);
      const table = await describeTable(engine, from);
      const otherTables: Record<string, SqlTable> = {};
      for (const [name, other] of Object.entries(others)) otherTables[name] = await describeTable(engine, other.from);
      const { signal } = options;
      const quiet = signal === undefined ? {} : { signal }; // progress is that of the first pass
      const sql = await runSqlChecks({ engine, table, others: otherTables, ...settings, options: quiet }, whole);
      if (checks !== undefined && checks.rows !== sql.rows)
        throw new DataError({
          code: "FILE_MALFORMED",
          file: typeof source === "string" ? source : source.path,
          detail: `it has ${sql.rows} rows, ${checks.rows} came`,
        });
      return { rows: sql.rows, local: checks?.errors() ?? [], whole: sql.errors };
    });
    const errorOf = new Map<ValidationRule, ValidationError | undefined>();
    for (const [i, error] of localErrors.entries()) errorOf.set(local[i] as BuiltInRule, error);
    for (const [i, error] of wholeErrors.entries()) errorOf.set(whole[i] as BuiltInRule, error);
    return { rows, errors: rules.flatMap((rule) => errorOf.get(rule) ?? []) };
  });
}

/** Works on the file with types inferred from its first rows; where a value does not fit them, once more with types inferred from all rows. */
async function eitherTypes<T>(main: OpenTable, work: (from: string) => Promise<T>): Promise<T> {
  try {
    return await work(main.from);
  } catch (error) {
    const again = await main.again(error);
    if (again === undefined) throw error;
    return work(again);
  }
}

/** Streams the columns that the rules read through them; of text the other columns are read too, by DuckDB alone, so that each of them is known to be well. */
async function streamRules(
  engine: DuckdbEngine,
  main: OpenTable,
  rules: readonly BuiltInRule[],
  sampleLimit: number,
  options: ReadOptions,
): Promise<ChunkChecks | undefined> {
  const quoted = (names: readonly string[]): string => names.map(engine.dialect.identifier).join(", ");
  const everything = main.retry ? ` WHERE hash(${quoted(main.names)}) IS NOT NULL` : "";
  if (rules.length === 0) {
    if (main.retry) await engine.exec(`SELECT count(*) FROM ${main.from}${everything}`, options);
    return undefined;
  }
  const named = new Set(rules.flatMap(ruleColumns));
  const read = named.size === 0 ? main.names.slice(0, 1) : [...named];
  const checks = new ChunkChecks(rules, sampleLimit);
  for await (const columns of engine.chunks(`SELECT ${quoted(read)} FROM ${main.from}${everything}`, options)) {
    checks.add(columns);
    options.onProgress?.(checks.rows, main.rows);
  }
  main.checkRows(checks.rows);
  return checks;
}
