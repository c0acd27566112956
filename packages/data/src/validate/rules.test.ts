import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeTable } from "@mlops/core/table";
import type { ValidationRuleInput } from "@mlops/models";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDuckdb } from "../duckdb/engine.ts";
import { DataValidator, type ValidatorOptions } from "./data-validator.ts";

const orders = makeTable({
  id: [1, 2, 3, 4, 5],
  customer: ["a", "b", null, "z", "a"],
  region: ["n", "n", "s", "s", "s"],
  net: [10, 20, 30, 40, 1000],
  tax: [1, 2, null, 4, 100],
  gross: [11, 22, 33, 44.5, 1100],
  note: ['{"a":1}', "{}", "no", null, '{"a":"x"}'],
});
const customers = makeTable({ key: ["a", "b", "c"], region: ["n", "s", "n"] });

const outcome = (rule: ValidationRuleInput, options: ValidatorOptions = {}) => {
  const [error] = new DataValidator([rule], { tables: { customers }, ...options }).validate(orders).validationErrors;
  if (error === undefined) return "holds";
  return error.samples.length > 0 ? error.samples.map(({ index }) => index) : error.message;
};

describe("rules across tables", () => {
  it.each<[ValidationRuleInput, unknown]>([
    [{ type: "foreign_key", columns: ["customer"], other: "customers", otherColumns: ["key"] }, [3]],
    [{ type: "foreign_key", columns: ["customer", "region"], other: "customers", otherColumns: ["key", "region"] }, [1, 3, 4]],
    [{ type: "foreign_key", columns: ["region"], other: "customers" }, "holds"],
    [{ type: "same_row_count", other: "customers" }, "there are 5 rows, not 3 as in customers"],
    [{ type: "same_row_count", other: "customers", when: "net < 35" }, "holds"],
  ])("%j", (rule, expected) => expect(outcome(rule)).toEqual(expected));

  it("need the other table, its columns and their kinds", () => {
    const rule = { type: "foreign_key" as const, columns: ["customer"], other: "customers", otherColumns: ["key"] };
    expect(() => outcome(rule, { tables: {} })).toThrow(
      expect.objectContaining({ code: "CONFIG_INVALID", hint: expect.stringContaining("references") }),
    );
    expect(() => outcome({ ...rule, otherColumns: ["kee"] })).toThrow(expect.objectContaining({ code: "COLUMN_MISSING" }));
    expect(() => outcome({ ...rule, columns: ["net"] })).toThrow(expect.objectContaining({ code: "COLUMN_TYPE" }));
    expect(new DataValidator([rule]).withTables({ customers }).validate(orders).failedRules).toEqual(["foreign_key:customer>customers"]);
  });
});

describe("rules about several columns", () => {
  it.each<[ValidationRuleInput, unknown]>([
    [{ type: "multicolumn_sum", columns: ["net", "tax"], total: 11 }, [1, 3, 4]],
    [{ type: "multicolumn_sum", columns: ["net", "tax"], total: 11, tolerance: 11, ignoreRowIf: "never" }, [2, 3, 4]],
    [{ type: "pair_compare", left: "net", operator: ">", right: "tax" }, "holds"],
    [{ type: "pair_compare", left: "net", operator: ">", right: "tax", ignoreRowIf: "never" }, [2]],
    [
      {
        type: "pair_in_set",
        left: "customer",
        right: "region",
        pairs: [
          ["a", "n"],
          ["b", "n"],
          ["z", "s"],
        ],
      },
      [4],
    ],
    [
      {
        type: "pair_in_set",
        left: "customer",
        right: "region",
        pairs: [
          ["a", "n"],
          ["a", "s"],
          ["b", "n"],
          [null, "s"],
        ],
        ignoreRowIf: "never",
      },
      [3],
    ],
    [{ type: "unique_within_record", columns: ["id", "tax"] }, [0, 1, 3]],
    [{ type: "equal_within_record", columns: ["id", "tax"] }, [4]],
    [{ type: "compound_unique", columns: ["customer", "region"] }, "holds"],
  ])("%j", (rule, expected) => expect(outcome(rule)).toEqual(expected));
});

describe("rules about one column", () => {
  it.each<[ValidationRuleInput, unknown]>([
    [{ type: "null", column: "tax" }, [0, 1, 3, 4]],
    [{ type: "null", column: "tax", when: "id = 3" }, "holds"],
    [{ type: "monotonic", column: "id", strict: true }, "holds"],
    [{ type: "monotonic", column: "region", direction: "decreasing" }, [2]],
    [{ type: "z_score", column: "net", max: 1.5 }, [4]],
    [{ type: "outlier", column: "net" }, [4]],
    [{ type: "json", column: "note" }, [2]],
    [{ type: "json_schema", column: "note", schema: { type: "object", properties: { a: { type: "number" } } } }, [2, 4]],
    [{ type: "like", column: "note", pattern: "{%}" }, [2]],
    [{ type: "present_share", column: "tax", min: 0.9 }, 'the share of rows with a "tax" is 0.8, not between 0.9 and ∞'],
    [{ type: "distinct_set", column: "region", values: ["n", "s", "e"], match: "equals" }, '"region" has not 1 of the values of the list'],
    [{ type: "most_common", column: "region", values: ["n"] }, 'the most common value of "region" is not in the list'],
    [{ type: "column_count", max: 3 }, "there are 7 columns, not at most 3"],
    [
      { type: "kl_divergence", column: "region", values: ["n"], weights: [1], max: 9 },
      'the divergence of "region" is Infinity, not at most 9',
    ],
  ])("%j", (rule, expected) => expect(outcome(rule)).toEqual(expected));
});

describe("detail levels", () => {
  const rule: ValidationRuleInput = { type: "in_set", column: "region", values: ["n"] };
  const error = (detail: "boolean_only" | "basic" | "summary" | "complete") =>
    new DataValidator([rule], { detail, sampleLimit: 2 }).validate(orders).validationErrors[0];
  it("tell of counts alone, first rows, frequent values, every row", () => {
    expect(error("boolean_only")).toMatchObject({ count: 3, samples: [] });
    expect(error("basic")?.samples).toEqual([
      { index: 2, value: "s" },
      { index: 3, value: "s" },
    ]);
    expect(error("summary")).toMatchObject({ frequent: [{ value: "s", count: 3 }] });
    expect(error("complete")?.rows).toEqual([2, 3, 4]);
  });
});

describe("rules without a table in memory", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "mlops-stream-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("say what SQL has no words for, and what a stream cannot tell", async () => {
    const engine = await openDuckdb({ threads: 1 });
    await engine.exec("CREATE TABLE t AS SELECT 'x' AS note");
    await expect(new DataValidator([{ type: "json", column: "note" }]).validateSql(engine, "t")).rejects.toMatchObject({
      code: "NOT_SUPPORTED",
    });
    await engine.close();
    const path = join(folder, "a.csv");
    writeFileSync(path, "note\nx\n");
    expect((await new DataValidator([{ type: "json", column: "note" }]).validateSource(path)).failedRules).toEqual(["json:note"]);
    const custom = { odd: () => 0 };
    await expect(new DataValidator([{ type: "custom:odd" }], { custom }).validateSource(path)).rejects.toMatchObject({
      code: "NOT_SUPPORTED",
    });
    await expect(new DataValidator([], { detail: "complete" }).validateSource(path)).rejects.toMatchObject({ code: "NOT_SUPPORTED" });
  });

  it("number failing rows through all parts, and read again where a late value changes a type", async () => {
    const path = join(folder, "long.csv");
    const rows = Array.from({ length: 200_000 }, (_, i) => `${i},${i === 150_000 ? "late" : i % 7}`);
    writeFileSync(path, `id,code\n${rows.join("\n")}\n`);
    const validator = new DataValidator([
      { type: "unique", column: "id" },
      { type: "range", column: "id", max: 199_997 },
      { type: "regex", column: "code", pattern: "^\\d$" },
      { type: "row_count", min: 200_000, max: 200_000 },
    ]);
    const seen: number[] = [];
    const { validationErrors, details } = await validator.validateSource(path, { onProgress: (done) => seen.push(done) });
    expect(validationErrors.map(({ rule, count, samples }) => [rule, count, samples])).toEqual([
      [
        "range:id",
        2,
        [
          { index: 199_998, value: 199_998 },
          { index: 199_999, value: 199_999 },
        ],
      ],
      ["regex:code", 1, [{ index: 150_000, value: "late" }]],
    ]);
    expect(details).toMatchObject({ rows: 200_000 });
    expect(seen.at(-1)).toBe(200_000);
  });

  it("finds what is wrong in columns that no rule reads", async () => {
    const path = join(folder, "elsewhere.csv");
    const write = (late: string) =>
      writeFileSync(
        path,
        Buffer.from(`id,code,n\n${Array.from({ length: 60_000 }, (_, i) => (i === 50_000 ? late : `${i},x,${i}`)).join("\n")}\n`, "latin1"),
      );
    for (const rules of [
      [{ type: "range", column: "id", min: 0 }],
      [{ type: "unique", column: "id" }],
      [{ type: "expression", expression: "1 = 1" }],
    ]) {
      const validate = (types = {}) => new DataValidator(rules as never).validateSource({ path, types });
      write("50000,caf\xe9,1");
      await expect(validate(), rules[0]?.type).rejects.toMatchObject({
        code: "FILE_MALFORMED",
        message: expect.stringContaining("not UTF-8"),
      });
      write("50000,x");
      await expect(validate(), rules[0]?.type).rejects.toMatchObject({ code: "FILE_MALFORMED", fields: { line: 50_002 } });
      write("50000,x,late");
      await expect(validate({ n: "integer" }), rules[0]?.type).rejects.toMatchObject({
        fields: { line: 50_002, column: "n", value: "late" },
      });
      expect(await validate(), rules[0]?.type).toMatchObject({ isValid: true, details: { rows: 60_000 } });
    }
  });
});
