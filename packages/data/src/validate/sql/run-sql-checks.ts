import type { SqlEngine, SqlOptions } from "@mlops/core/sql";
import { type Column, type ColumnKind, makeTable } from "@mlops/core/table";
import { MLOpsError, ruleName, type ValidationError, type ValidationRule } from "@mlops/models";
import { brokenRows } from "../broken-rows.ts";
import { Failures } from "../failures.ts";
import { frameOf } from "../frame.ts";
import { type BrokenRows, type DetailLevel, rowError, subjects, tableError, tooMany } from "../report.ts";
import { definitionOf, isCustom } from "../rules.ts";
import type { Figure, SqlCheck } from "./sql-check.ts";
import { SqlScope, type SqlTable } from "./sql-scope.ts";

export interface SqlRun {
  readonly engine: SqlEngine;
  readonly table: SqlTable;
  readonly others: Readonly<Record<string, SqlTable>>;
  readonly sampleLimit: number;
  readonly detail: DetailLevel;
  readonly options: SqlOptions;
}

interface Planned {
  readonly rule: ValidationRule;
  readonly check: SqlCheck;
  readonly scope: SqlScope;
}

/** The kinds of an engine's columns, read from no rows. */
export async function describeTable(engine: SqlEngine, from: string, options: SqlOptions = {}): Promise<SqlTable> {
  const { columns } = await engine.query(`SELECT * FROM ${from} LIMIT 0`, options);
  const kinds = Object.fromEntries(Object.entries(columns).map(([name, { kind }]): [string, ColumnKind] => [name, kind]));
  return { from, kinds };
}

/** @throws MLOpsError `NOT_SUPPORTED` for a rule that has no SQL text */
function plan(rule: ValidationRule, { engine, table, others }: SqlRun): Planned {
  const sql = isCustom(rule) ? undefined : definitionOf(rule).sql;
  if (sql === undefined || isCustom(rule))
    throw new MLOpsError({
      code: "NOT_SUPPORTED",
      feature: `the rule ${ruleName(rule)} in SQL`,
      hint: "check it on a table, or with validateSource where it looks at each row by itself",
    });
  const scope = new SqlScope(engine.dialect, table, others, "when" in rule ? rule.when : undefined);
  return { rule, check: sql(rule, scope), scope };
}

const both = (...conditions: (string | undefined)[]): string =>
  conditions.flatMap((one) => (one === undefined ? [] : [`(${one})`])).join(" AND ") || "TRUE";

/** The rows that a check looks at, numbered, with its windows. */
function rowsOf({ check, scope }: Planned, numbered: boolean): string {
  const { from } = scope.table;
  const source = numbered ? `(SELECT *, row_number() OVER () - 1 AS __row FROM ${from}) AS __table` : `${from} AS __table`;
  if (check.about !== "rows") return source;
  const windows = Object.entries(check.windows ?? {}).map(([name, sql]) => `, ${sql} AS ${name}`);
  return `(SELECT *${windows.join("")} FROM ${source} WHERE ${both(scope.when, check.looks)}) AS __looked`;
}

async function firstRow(run: SqlRun, sql: string): Promise<Record<string, Figure>> {
  const { columns } = await run.engine.query(sql, run.options);
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, (column as Column).at(0) as Figure]));
}

/** Everything that one pass over the table can answer, in one query. */
async function figuresOf(run: SqlRun, planned: readonly Planned[]): Promise<Record<string, Figure>> {
  const list = ["count(*) AS __rows"];
  for (const [i, { check, scope }] of planned.entries()) {
    if (check.about === "table") for (const [name, sql] of Object.entries(check.figures)) list.push(`${sql} AS f${i}_${name}`);
    else if (check.windows === undefined) {
      list.push(`count(*) FILTER (WHERE ${both(scope.when, check.looks)}) AS f${i}_total`);
      list.push(`count(*) FILTER (WHERE ${both(scope.when, check.looks, check.breaks)}) AS f${i}_count`);
    }
  }
  return firstRow(run, `SELECT ${list.join(", ")} FROM ${run.table.from}`);
}

function windowed(run: SqlRun, planned: Planned): Promise<Record<string, Figure>> {
  const { breaks, windows } = planned.check as Extract<SqlCheck, { about: "rows" }>;
  const numbered = Object.values(windows ?? {}).some((sql) => sql.includes("__row"));
  const counts = `count(*) AS total, count(*) FILTER (WHERE ${both(breaks)}) AS count`;
  return firstRow(run, `SELECT ${counts} FROM ${rowsOf(planned, numbered)}`);
}

/** The first failing rows, or all of them where the detail level asks for them. */
async function failingRows(run: SqlRun, planned: Planned, count: number, total: number): Promise<BrokenRows> {
  const { detail, sampleLimit, engine, options } = run;
  const limit = detail === "boolean_only" ? 0 : sampleLimit;
  const listing = detail === "summary" || detail === "complete";
  if (limit === 0 && !listing) return { count, total, samples: [] };
  const { shown } = subjects(planned.rule);
  const { breaks } = planned.check as Extract<SqlCheck, { about: "rows" }>;
  const names = ["__row", ...shown.map((name) => engine.dialect.identifier(name))].join(", ");
  const sql = `SELECT ${names} FROM ${rowsOf(planned, true)} WHERE ${both(breaks)} ORDER BY __row`;
  const { rows, columns } = await engine.query(listing ? sql : `${sql} LIMIT ${limit}`, options);
  const { __row: places, ...cells } = columns;
  const frame = frameOf(makeTable({ ...cells, __row: places as Column }));
  const failures = new Failures(null, limit, null);
  for (let row = 0; row < rows; row++) failures.add(row);
  const found = brokenRows(planned.rule, frame, failures, total, listing ? new Uint8Array(rows).fill(1) : null, detail);
  const place = (row: number): number => Number((places as Column).at(row));
  return {
    ...found,
    count,
    samples: found.samples.map(({ index, value }) => ({ index: place(index), value })),
    ...(found.rows === undefined ? {} : { rows: found.rows.map(place) }),
  };
}

/** Checks rules in an SQL engine: what one pass can answer in one query, and one more for each rule that is broken or needs its neighbours. */
export async function runSqlChecks(
  run: SqlRun,
  rules: readonly ValidationRule[],
): Promise<{ rows: number; errors: (ValidationError | undefined)[] }> {
  const planned = rules.map((rule) => plan(rule, run));
  const figures = await figuresOf(run, planned);
  const errors: (ValidationError | undefined)[] = [];
  for (const [i, one] of planned.entries()) {
    const own = (name: string): Figure => figures[`f${i}_${name}`];
    if (one.check.about === "table") {
      const found = Object.fromEntries(Object.keys(one.check.figures).map((name) => [name, own(name)]));
      const verdict = one.check.verdict(found);
      errors.push(verdict.broken ? tableError(one.rule, verdict) : undefined);
      continue;
    }
    const { total, count } = one.check.windows === undefined ? { total: own("total"), count: own("count") } : await windowed(run, one);
    const broken = tooMany(one.rule, count as number, total as number);
    errors.push(broken ? rowError(one.rule, await failingRows(run, one, count as number, total as number)) : undefined);
  }
  return { rows: figures["__rows"] as number, errors };
}
