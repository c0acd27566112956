import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { bigIntColumn, makeTable, takeTable } from "@mlops/core/table";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readTable } from "../read/read-table.ts";
import { DataValidator } from "../validate/data-validator.ts";
import { anomalyRules } from "./anomaly-rules.ts";
import type { DataProfile } from "./data-profile.ts";
import { frequenciesOfValues } from "./frequencies.ts";
import { inferRules } from "./infer-rules.ts";
import { profile } from "./profile.ts";

const golden = new URL("../__golden__/", import.meta.url);
const { profiles } = JSON.parse(readFileSync(new URL("reference.json", golden), "utf8")) as {
  profiles: Record<
    string,
    Record<string, { distinct: number; mean: number; std: number; quantiles: Record<string, number>; counts: number[] }>
  > & {
    correlations: Record<string, number>;
    spearman: Record<string, number>;
  };
};
const penguins = await readTable(fileURLToPath(new URL("penguins.csv", golden)));

describe("profile", () => {
  it("of penguins has the figures of pandas and numpy", () => {
    const found = profile(penguins);
    for (const [name, expected] of Object.entries(profiles["penguins"] ?? {})) {
      const { distinct, numbers } = found.columns[name] as DataProfile["columns"][string];
      expect(distinct, name).toBe(expected.distinct);
      if (expected.mean === undefined) continue;
      expect(numbers?.mean).toBeCloseTo(expected.mean, 10);
      expect(numbers?.std).toBeCloseTo(expected.std, 10);
      for (const [q, value] of Object.entries(expected.quantiles)) expect(numbers?.quantiles[q], `${name} ${q}`).toBeCloseTo(value, 10);
      expect(numbers?.histogram?.counts).toEqual(expected.counts);
    }
    for (const { left, right, value, spearman } of found.correlations) {
      expect(value).toBeCloseTo(profiles.correlations[`${left} ${right}`] as number, 10);
      expect(spearman).toBeCloseTo(profiles.spearman[`${left} ${right}`] as number, 10);
    }
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  });

  it("describes texts, booleans, instants, big integers and what is not finite", () => {
    const found = profile(
      makeTable({
        s: ["a", "ccc", "a", null],
        ok: [true, false, true, null],
        at: [new Date(0), new Date(5), null, new Date(9)],
        x: [1, Number.NaN, Number.POSITIVE_INFINITY, null],
        none: [null, null, null, null],
        big: bigIntColumn(BigInt64Array.of(1n, 1n, 2n ** 60n, 3n)),
      }),
    );
    expect(found.columns["s"]).toEqual({
      kind: "string",
      rows: 4,
      missing: 1,
      distinct: 2,
      top: [
        { value: "a", count: 2 },
        { value: "ccc", count: 1 },
      ],
      lengths: { min: 1, max: 3 },
    });
    expect(found.columns["ok"]?.top).toEqual([
      { value: "true", count: 2 },
      { value: "false", count: 1 },
    ]);
    expect(found.columns["at"]).toMatchObject({ distinct: 3, numbers: { min: 0, max: 9, ascending: true } });
    expect(found.columns["x"]).toMatchObject({ distinct: 3, numbers: { nan: 1, infinite: 1, mean: 1, std: null, histogram: null } });
    expect(found.columns["none"]).toMatchObject({ missing: 4, distinct: 0, top: [], numbers: { mean: null } });
    expect(found.columns["big"]?.top[0]).toEqual({ value: "1", count: 2 });
    expect(() => profile(penguins, { columns: ["wings"] })).toThrow(expect.objectContaining({ code: "COLUMN_MISSING" }));
  });
});

describe("frequencies", () => {
  it("of many numbers that hardly repeat are those of counting all", () => {
    const values = Float64Array.from({ length: 20_000 }, (_, i) => Math.sin(i + 1));
    values[7] = values[19_000] as number;
    values[8] = values[19_000] as number;
    values[12] = values[13_000] as number;
    const { distinct, top } = frequenciesOfValues(values);
    expect(distinct).toBe(new Set(values).size);
    expect(top.slice(0, 2)).toEqual([
      { value: String(values[7]), count: 3 },
      { value: String(values[12]), count: 2 },
    ]);
    expect(top).toHaveLength(20);
    expect(frequenciesOfValues(Float64Array.from(values, (_, i) => i % 3)).top.map(({ count }) => count)).toEqual([6667, 6667, 6666]);
  });
});

describe("inferRules", () => {
  it("gives rules that the rows keep, whatever they are", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            a: fc.option(fc.integer()),
            b: fc.option(fc.constantFrom("x", "y", "z")),
            c: fc.double({ noNaN: true }),
            d: fc.option(fc.string()),
          }),
          { minLength: 1, maxLength: 60 },
        ),
        (rows) => {
          const table = makeTable({
            a: rows.map(({ a }) => a),
            b: rows.map(({ b }) => b),
            c: rows.map(({ c }) => c),
            d: rows.map(({ d }) => d),
          });
          const rules = inferRules(table, { confidence: 0 }).map(({ rule }) => rule);
          expect(new DataValidator(rules).validate(table).failedRules).toEqual([]);
        },
      ),
      { numRuns: 150 },
    );
  });

  it("of penguins says what they are, and how sure that is", () => {
    const rules = inferRules(penguins);
    expect(rules.filter(({ rule }) => "column" in rule && rule.column === "species")).toMatchObject([
      { rule: { type: "in_set", values: ["Adelie", "Gentoo", "Chinstrap"] }, confidence: 1 },
      { rule: { type: "not_null" }, confidence: 0.9685 },
      { rule: { type: "type", expected: "string" } },
    ]);
    expect(rules.find(({ rule }) => rule.type === "range")).toMatchObject({ rule: { column: "bill_length_mm", min: 29.35, max: 62.35 } });
    expect(rules.find(({ rule }) => rule.type === "not_null" && rule.column === "sex")).toMatchObject({ rule: { mostly: 0.94 } });
    const ids = inferRules(makeTable({ id: Array.from({ length: 300 }, (_, i) => i + 1) }));
    expect(ids.map(({ rule }) => rule.type)).toEqual(["not_null", "type", "unique", "monotonic"]);
  });
});

describe("anomalyRules", () => {
  it("hold on tables like the earlier ones and fail on others", () => {
    const day = (shift: number) =>
      takeTable(
        penguins,
        Array.from({ length: 300 }, (_, i) => i + shift),
      );
    const rules = anomalyRules([0, 10, 20, 30, 40].map((shift) => profile(day(shift))));
    expect(new DataValidator(rules).validate(day(25)).failedRules).toEqual([]);
    const halved = takeTable(
      penguins,
      Array.from({ length: 150 }, (_, i) => i),
    );
    const { failedRules, isValid } = new DataValidator(rules).validate(halved);
    expect(isValid).toBe(true);
    expect(failedRules).toEqual(expect.arrayContaining(["usual rows", "usual categories of species", "usual mean of body_mass_g"]));
    expect(() => anomalyRules([])).toThrow(expect.objectContaining({ code: "TOO_FEW_ROWS" }));
  });
});
