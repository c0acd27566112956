import { describe, expect, it } from "vitest";
import { duckdbDialect, sparkDialect } from "../../sql/dialect.ts";
import { toSql } from "./to-sql.ts";

const kinds = { x: "numeric", 'a "b`': "string", ok: "boolean", at: "timestamp" } as const;
const duckdb = (text: string) => toSql(text, duckdbDialect, kinds);
const spark = (text: string) => toSql(text, sparkDialect, kinds);

describe("toSql", () => {
  it.each([
    ["x + 1 > 0.5", '((CAST("x" AS DOUBLE) + CAST(1 AS DOUBLE)) > 5e-1)'],
    ["-x = 9007199254740993", '((-CAST("x" AS DOUBLE)) = 9007199254740993)'],
    ["not ok and true or null", '(((NOT "ok") AND TRUE) OR NULL)'],
    ["ok != false", '("ok" <> FALSE)'],
    ["\"a \"\"b`\" not in ('it''s')", "(NOT (\"a \"\"b`\" IN ('it''s')))"],
    [
      "at between '2018-01-01' and '2018-01-02T03:00+01:00'",
      "(\"at\" BETWEEN TIMESTAMP '2018-01-01 00:00:00.000' AND TIMESTAMP '2018-01-02 02:00:00.000')",
    ],
    ["x is not null", '(NOT ("x" IS NULL))'],
    ["round(x, 2) = 1", '(round(CAST("x" AS DOUBLE), CAST(trunc(2) AS INTEGER)) = 1)'],
    ["year(at) = 2018", '(year("at") = 2018)'],
    ["length('a') > -0.0", "(length('a') > -0e0)"],
    ["coalesce(at, '2018-01-01') = at", '(coalesce("at", TIMESTAMP \'2018-01-01 00:00:00.000\') = "at")'],
    ["'a' like 'b%'", "('a' LIKE 'b%')"],
    ["'a' matches '\\u00e4\\/b'", "regexp_matches('a', '\\x{00e4}/b')"],
  ])("%s", (text, sql) => {
    expect(duckdb(text)).toBe(sql);
  });

  it("writes Spark's quotes", () => {
    expect(spark("\"a \"\"b`\" = 'it''s \\'")).toBe("(`a \"b``` = 'it\\'s \\\\')");
    expect(spark("'a' like 'b\\%'")).toBe("('a' LIKE 'b\\\\\\\\%')");
    expect(spark("'a' matches '\\d'")).toBe("('a' RLIKE '\\\\d')");
    expect(spark("at > '2018-01-01'")).toBe("(`at` > TIMESTAMP '2018-01-01T00:00:00.000Z')");
    expect(spark("x / 2 > 1")).toBe("((CAST(`x` AS DOUBLE) / CAST(2 AS DOUBLE)) > 1)");
  });

  it("refuses what the engine cannot run and what does not fit", () => {
    expect(() => duckdb("'a' matches '(?=b)'")).toThrow(expect.objectContaining({ code: "NOT_SUPPORTED" }));
    expect(() => duckdb("y > 1")).toThrow(expect.objectContaining({ code: "COLUMN_MISSING" }));
  });
});
