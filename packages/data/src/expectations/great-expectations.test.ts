import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { makeTable, type Table } from "@mlops/core/table";
import { beforeAll, describe, expect, it } from "vitest";
import { readTable } from "../read/read-table.ts";
import { DataValidator } from "../validate/data-validator.ts";
import { importExpectations } from "./import-expectations.ts";

interface Case {
  readonly table: string;
  readonly type: string;
  readonly kwargs: Record<string, unknown>;
  readonly success: boolean;
  readonly unexpected?: number;
  readonly rows?: readonly number[];
}

const folder = new URL("../__golden__/", import.meta.url);
const { cases, texts } = JSON.parse(readFileSync(new URL("great-expectations.json", folder), "utf8")) as {
  cases: readonly Case[];
  texts: Record<string, (string | null)[]>;
};

describe("against Great Expectations' own verdicts", () => {
  const tables: Record<string, Table> = {};
  beforeAll(async () => {
    tables["texts"] = makeTable(texts);
    const file = (path: string) => fileURLToPath(new URL(path, folder));
    tables["penguins"] = await readTable(file("penguins.csv"));
    tables["housing"] = await readTable({ path: file("california-housing.csv"), types: { timestamp: "string" } });
    tables["employment"] = await readTable(file("../../../../examples/employment/data/acs_2015.parquet"));
  });

  it("covers what both have", () => {
    expect(cases.length).toBeGreaterThan(700);
    expect(new Set(cases.map(({ type }) => type)).size).toBe(55);
  });

  it.each([...new Set(cases.map(({ type }) => type))])("%s", (type) => {
    for (const one of cases.filter((other) => other.type === type)) {
      const { rules, unmapped } = importExpectations({ name: "one", expectations: [one] });
      const what = `${one.table} ${JSON.stringify(one.kwargs)}`;
      expect(unmapped, what).toEqual([]);
      // A share that must be kept hides how many rows break the rule, so they are counted with and without it.
      const counting = rules.map((rule) => ({ ...rule, ...("mostly" in rule ? { mostly: 1 } : {}) }));
      const { validationErrors } = new DataValidator(counting, { detail: "complete" }).validate(tables[one.table] as Table);
      if (one.unexpected !== undefined && rules.every((rule) => "mostly" in rule)) {
        const [error] = validationErrors;
        expect(error?.count ?? 0, what).toBe(one.unexpected);
        if (one.rows !== undefined) expect((error?.rows ?? []).slice(0, 40), what).toEqual(one.rows);
      }
      expect(new DataValidator(rules).validate(tables[one.table] as Table).isValid, what).toBe(one.success);
    }
  });
});
