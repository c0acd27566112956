import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { evaluateExpression, toSql } from "@mlops/core/expression";
import { duckdbDialect } from "@mlops/core/sql";
import { Random } from "@mlops/core/stats";
import { type Column, columnOf, makeTable, numericColumn, stringColumn, type Table, timestampColumn } from "@mlops/core/table";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DuckdbEngine } from "./duckdb/engine.ts";
import { writeTable } from "./write/write-table.ts";

// The kernel and DuckDB must agree on every expression, or a filter would keep other rows when it is pushed down.
const ROWS = 400;
const random = new Random(7);
const validity = () => Uint8Array.from({ length: ROWS / 8 }, () => random.int(256) | random.int(256));
// The sign of zero is left out: tables in an engine do not keep it.
const numbers = [0, 1, -1, 0.1, 0.30000000000000004, 2.5, -2.5, 1e300, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
const texts = ["", "a", "A", "ab", "a%b", "Zoë", "ß", "日本", "👍", "it's", "a_b", "\\"];
const pick = <T>(list: readonly T[]) => list[random.int(list.length)] as T;
const table: Table = makeTable({
  x: numericColumn(
    Float64Array.from({ length: ROWS }, () => pick(numbers)),
    validity(),
  ),
  y: numericColumn(
    Float64Array.from({ length: ROWS }, () => pick(numbers)),
    validity(),
  ),
  n: numericColumn(
    Int32Array.from({ length: ROWS }, () => random.int(7) - 3),
    validity(),
  ),
  s: stringColumn(
    Int32Array.from({ length: ROWS }, () => random.int(texts.length + 1) - 1),
    texts,
  ),
  t: stringColumn(
    Int32Array.from({ length: ROWS }, () => random.int(texts.length + 1) - 1),
    texts,
  ),
  when: timestampColumn(
    Float64Array.from({ length: ROWS }, () => Date.UTC(2016, random.int(48), random.int(28), random.int(24))),
    validity(),
  ),
  ok: Array.from({ length: ROWS }, () => pick([true, false, null])),
});

const NUMBERS = ["x", "y", "n", "0", "-1", "2.5", "null", "length(s)", "year(when)", "month(when)", "day(when)"];
const TEXTS = ["s", "t", "'a'", "lower(s)", "coalesce(s, t)"];

function number(depth: number): string {
  if (depth === 0) return pick(NUMBERS);
  const a = number(depth - 1);
  const b = number(depth - 1);
  return pick([
    `(${a} ${pick(["+", "-", "*", "/", "%"])} ${b})`,
    `(-${a})`,
    `abs(${a})`,
    `floor(${a})`,
    `ceil(${a})`,
    `round(${a})`,
    `coalesce(${a}, ${b})`,
  ]);
}

function condition(depth: number): string {
  if (depth === 0) {
    return pick([
      "ok",
      `${number(1)} ${pick(["<", "<=", "=", "!=", ">=", ">"])} ${number(1)}`,
      `${pick(TEXTS)} ${pick(["<", "<=", "=", "!=", ">=", ">"])} ${pick(TEXTS)}`,
      `${number(1)} between ${number(0)} and ${number(0)}`,
      `${number(0)} in (0, -1, 2.5)`,
      `${pick(TEXTS)} not in ('a', 'Zoë')`,
      `${pick(TEXTS)} like '${pick(["a%", "_", "%b", "a_b", "a%%b", ""])}'`,
      `s matches '${pick(["^a", "[A-Z]", "b$", "\\u00eb"])}'`,
      `${pick(["s", "x", "ok", "when"])} is ${pick(["", "not "])}null`,
      "isnan(x)",
      `when ${pick(["<", ">="])} '2018-03-01T12:00:00+02:00'`,
      "coalesce(when, '2017-01-01') = when",
    ]);
  }
  return pick([`(${condition(depth - 1)} ${pick(["and", "or"])} ${condition(depth - 1)})`, `not (${condition(depth - 1)})`]);
}

describe("the expression language and DuckDB", () => {
  let folder: string;
  let engine: DuckdbEngine;
  const kinds = Object.fromEntries(table.columnNames().map((name) => [name, (columnOf(table, name) as Column).kind]));
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "mlops-parity-"));
    await writeTable(table, join(folder, "rows.parquet"));
    engine = await DuckdbEngine.open();
    await engine.exec(`CREATE TABLE rows AS SELECT * FROM read_parquet('${folder}/rows.parquet')`);
  });
  afterAll(async () => {
    await engine.close();
    rmSync(folder, { recursive: true });
  });

  it("agree on 300 random expressions", async () => {
    const expressions = Array.from({ length: 300 }, (_, i) => (i % 3 === 0 ? number(1 + (i % 2)) : condition(i % 3)));
    for (const text of expressions) {
      const ours = evaluateExpression(text, table);
      const { columns } = await engine.query(`SELECT ${toSql(text, duckdbDialect, kinds)} AS v FROM rows`);
      const theirs = columns["v"] as Column;
      for (let row = 0; row < ROWS; row++) {
        const a = ours.at(row);
        const b = theirs.at(row);
        const same = a === b || (Number.isNaN(a) && Number.isNaN(b));
        if (!same) expect.fail(`${text} in row ${row}: ours ${a}, DuckDB ${b} (${toSql(text, duckdbDialect, kinds)})`);
      }
    }
  });

  it("agree on round with digits", async () => {
    const text = "round(x, 1) + round(n, -1)";
    const { columns } = await engine.query(`SELECT ${toSql(text, duckdbDialect, kinds)} AS v FROM rows`);
    const unsigned = (values: Iterable<unknown>) => [...values].map((value) => (value === 0 ? 0 : value));
    expect(unsigned(columns["v"] as Column)).toEqual(unsigned(evaluateExpression(text, table)));
  });
});
