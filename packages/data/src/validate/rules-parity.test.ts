import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Random } from "@mlops/core/stats";
import { bigIntColumn, makeTable, numericColumn, stringColumn, type Table, timestampColumn } from "@mlops/core/table";
import { BuiltInRule, type ValidationResult, type ValidationRuleInput } from "@mlops/models";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DuckdbEngine } from "../duckdb/engine.ts";
import { readTable } from "../read/read-table.ts";
import { writeTable } from "../write/write-table.ts";
import { DataValidator } from "./data-validator.ts";
import { RULES } from "./rules.ts";

const ROWS = 120;
const TEXTS = ["", "a", "A", "ab", "a%b", "Zoë", "ß", "日本", "👍", "it's", "a_b", "b"];

function tableOf(seed: number): Table {
  const random = new Random(seed);
  const holes = () =>
    seed % 3 === 0 ? null : Uint8Array.from({ length: ROWS / 8 }, () => random.int(256) | random.int(256) | random.int(256));
  const numbers = () =>
    numericColumn(
      Float64Array.from({ length: ROWS }, () => (seed % 2 === 1 && random.int(40) === 0 ? Number.NaN : (random.int(60) - 30) / 4)),
      holes(),
    );
  const texts = () =>
    stringColumn(
      Int32Array.from({ length: ROWS }, () => random.int(TEXTS.length + (seed % 3 === 0 ? 0 : 1)) - (seed % 3 === 0 ? 0 : 1)),
      TEXTS,
    );
  return makeTable({
    x: numbers(),
    y: numbers(),
    n: numericColumn(
      Int32Array.from({ length: ROWS }, (_, row) => (seed === 2 ? row : random.int(7) - 3)),
      holes(),
    ),
    s: texts(),
    t: texts(),
    when: timestampColumn(
      Float64Array.from({ length: ROWS }, () => Date.UTC(2016, random.int(6), random.int(28), random.int(3))),
      holes(),
    ),
    ok: Array.from({ length: ROWS }, () => [true, false, null][random.int(seed % 3 === 0 ? 2 : 3)]),
    big: bigIntColumn(BigInt64Array.from({ length: ROWS }, () => BigInt(random.int(5)) + (random.int(3) === 0 ? 9007199254740993n : 0n))),
  });
}

const TABLES = [0, 1, 2, 3, 4].map(tableOf);
const OTHER = makeTable({ s: ["a", "b", null, "ab"], n: [0, 1, 2, 2], key: ["a", "Zoë", "b", ""] });

const anyColumn = fc.constantFrom("x", "y", "n", "s", "t", "when", "ok", "big");
const number = fc.constantFrom("x", "y", "n");
const text = fc.constantFrom("s", "t");
const bound = fc.integer({ min: -40, max: 40 }).map((value) => value * 0.31);
const bounds = fc.tuple(bound, bound).map(([a, b]) => ({ min: Math.min(a, b), max: Math.max(a, b) }));
const counts = fc.tuple(fc.nat(130), fc.nat(130)).map(([a, b]) => ({ min: Math.min(a, b), max: Math.max(a, b) }));
const shares = fc.tuple(fc.nat(37), fc.nat(37)).map(([a, b]) => ({ min: Math.min(a, b) / 37, max: Math.max(a, b) / 37 }));
const value = fc.oneof(
  fc.constantFrom(...TEXTS),
  fc.integer({ min: -4, max: 4 }),
  fc.constantFrom(0.25, -2.5),
  fc.boolean(),
  fc.constant("2016-01-01"),
);
const values = fc.array(value, { minLength: 1, maxLength: 8 });
const ignoreRowIf = fc.constantFrom("any_missing", "all_missing", "never");
const pattern = fc.constantFrom("^a", "[A-Z]", "b$", "a.*b", "^.?$", "^[a-z]+$", "\\u00eb");
const likeText = fc.constantFrom("a%", "_", "%b", "a_b", "", "%", "\u65e5_");
const match = fc.constantFrom("any", "all", "none");
const pairs = fc.array(fc.tuple(fc.oneof(value, fc.constant(null)), fc.oneof(value, fc.constant(null))), { minLength: 1, maxLength: 8 });
const some = <T>(one: fc.Arbitrary<T>) => fc.uniqueArray(one, { minLength: 2, maxLength: 3 });

/** A generator of rules of each type that SQL has words for. */
const GENERATORS: Record<string, fc.Arbitrary<object>> = {
  not_null: fc.record({ column: anyColumn }),
  null: fc.record({ column: anyColumn }),
  unique: fc.record({ column: anyColumn }),
  compound_unique: fc.record({ columns: some(anyColumn), ignoreRowIf }),
  type: fc.record({
    column: anyColumn,
    expected: fc.oneof(
      fc.constantFrom("number", "integer", "string", "boolean", "timestamp"),
      fc.constantFrom(["string", "integer"], ["number", "timestamp"]),
    ),
  }),
  range: fc.oneof(
    fc.tuple(fc.constantFrom("x", "n", "big"), bounds, fc.boolean()).map(([column, limits, strict]) => ({ column, ...limits, strict })),
    fc.record({ column: number, min: bound }),
    fc.record({ column: fc.constant("when"), min: fc.constant("2016-02-01"), max: fc.constantFrom("2016-04-01T01:00:00Z", "2016-05-01") }),
  ),
  in_set: fc.record({ column: anyColumn, values }),
  not_in_set: fc.record({ column: anyColumn, values }),
  regex: fc.record({ column: text, pattern, not: fc.boolean() }),
  regex_list: fc.record({ column: text, patterns: fc.array(pattern, { minLength: 1, maxLength: 3 }), match }),
  like: fc.record({ column: text, pattern: likeText, not: fc.boolean() }),
  like_list: fc.record({ column: text, patterns: fc.array(likeText, { minLength: 1, maxLength: 3 }), match }),
  length: fc.record({ column: text, min: fc.nat(3), max: fc.integer({ min: 3, max: 5 }) }),
  monotonic: fc.record({ column: anyColumn, direction: fc.constantFrom("increasing", "decreasing"), strict: fc.boolean() }),
  z_score: fc.record({ column: number, max: fc.constantFrom(0.37, 1.13, 1.91), doubleSided: fc.boolean() }),
  outlier: fc.record({ column: number, method: fc.constantFrom("iqr", "std"), multiplier: fc.constantFrom(0, 0.173, 0.419, 1.51) }),
  row_count: counts,
  column_count: fc.tuple(fc.nat(12), fc.nat(12)).map(([a, b]) => ({ min: Math.min(a, b), max: Math.max(a, b) })),
  columns: fc.record({
    columns: fc.uniqueArray(fc.constantFrom("x", "y", "z", "s"), { minLength: 1 }),
    match: fc.constantFrom("contains", "exact", "ordered"),
  }),
  same_row_count: fc.record({ other: fc.constant("other") }),
  aggregate: fc.oneof(
    fc
      .tuple(fc.constantFrom("x", "n"), fc.constantFrom("mean", "median", "std", "min", "max", "sum"), bounds, fc.boolean())
      .map(([column, statistic, limits, strict]) => ({ column, statistic, ...limits, strict })),
    fc
      .tuple(number, fc.constantFrom(0, 0.1, 0.33, 1), bounds)
      .map(([column, quantile, limits]) => ({ column, statistic: "quantile", quantile, ...limits })),
  ),
  quantiles: fc.record({
    column: number,
    quantiles: fc.constant([0.1, 0.5, 0.875]),
    ranges: fc.tuple(bounds, bounds).map(([a, b]) => [
      [a.min, null],
      [a.min, a.max],
      [null, b.max],
    ]),
    interpolation: fc.constantFrom("linear", "lower", "higher", "midpoint", "nearest"),
  }),
  distinct_count: fc.tuple(anyColumn, counts).map(([column, limits]) => ({ column, ...limits })),
  distinct_share: fc.tuple(anyColumn, shares).map(([column, limits]) => ({ column, ...limits })),
  distinct_set: fc.record({
    column: anyColumn,
    values: fc.oneof(values, fc.constant(TEXTS), fc.constant([true, false])),
    match: fc.constantFrom("in", "contains", "equals"),
  }),
  present_share: fc.tuple(anyColumn, shares, fc.boolean()).map(([column, limits, strict]) => ({ column, ...limits, strict })),
  most_common: fc.record({ column: anyColumn, values, ties: fc.boolean() }),
  kl_divergence: fc.oneof(
    fc.record({
      column: text,
      values: fc.constant(TEXTS),
      weights: fc.constant(TEXTS.map((_, i) => i + 1)),
      max: fc.constantFrom(0.013, 0.171, 0.55),
    }),
    fc.record({ column: anyColumn, values: fc.constant([true, false]), weights: fc.constant([1, 2]), max: fc.constantFrom(0.07, 1) }),
    fc
      .record({
        column: number,
        bins: fc.constantFrom([-9, -1, 0.5, 9], [-2, 0, 2]),
        weights: fc.constant([1, 3, 2]),
        max: fc.constant(0.2),
      })
      .map((rule) => ({
        ...rule,
        weights: rule.weights.slice(0, rule.bins.length - 1),
      })),
  ),
  pair_compare: fc.oneof(
    fc.record({
      left: number,
      operator: fc.constantFrom("<", "<=", "=", "!=", ">=", ">"),
      right: fc.constantFrom("x", "n", "big"),
      ignoreRowIf,
    }),
    fc.record({ left: text, operator: fc.constantFrom("<", "=", ">="), right: text, ignoreRowIf }),
  ),
  pair_in_set: fc.record({ left: anyColumn, right: anyColumn, pairs, ignoreRowIf }),
  multicolumn_sum: fc.record({
    columns: some(fc.constantFrom("x", "y", "n", "big")),
    total: fc.integer({ min: -3, max: 3 }),
    tolerance: fc.constantFrom(0, 1.3),
    ignoreRowIf,
  }),
  unique_within_record: fc.record({ columns: fc.oneof(some(fc.constantFrom("x", "y", "n", "big")), fc.constant(["s", "t"])), ignoreRowIf }),
  equal_within_record: fc.record({ columns: fc.oneof(some(fc.constantFrom("x", "y", "n", "big")), fc.constant(["s", "t"])), ignoreRowIf }),
  foreign_key: fc.constantFrom(
    { columns: ["s"], other: "other" },
    { columns: ["t"], other: "other", otherColumns: ["key"] },
    { columns: ["s", "n"], other: "other" },
    { columns: ["x"], other: "other", otherColumns: ["n"] },
  ),
  expression: fc.record({ expression: fc.constantFrom("x > y", "n + x < 3 or ok", "s = t", "s like 'a%' and x is not null", "not ok") }),
};

const rule: fc.Arbitrary<ValidationRuleInput> = fc
  .oneof(...Object.entries(GENERATORS).map(([type, fields]) => fields.map((one) => ({ type, ...one }))))
  .chain((one) =>
    fc
      .record({
        mostly: fc.constantFrom(undefined, 0.5, 0.95),
        when: fc.constantFrom(undefined, undefined, "n > 0", "s <> 'a' or ok", "x is null"),
        severity: fc.constantFrom("error", "warning"),
      })
      .map(({ mostly, when, severity }) => {
        const whole = { ...one, severity };
        const withWhen = when !== undefined && BuiltInRule.safeParse({ ...whole, when }).success ? { ...whole, when } : whole;
        return (
          mostly !== undefined && BuiltInRule.safeParse({ ...withWhen, mostly }).success ? { ...withWhen, mostly } : withWhen
        ) as ValidationRuleInput;
      }),
  )
  .filter((one) => BuiltInRule.safeParse(one).success);

/** What must be the same; figures to nine digits, since sums are added in another order. */
function comparable({ status, validationErrors }: ValidationResult): unknown {
  const rounded = JSON.stringify(validationErrors).replace(/-?\d+\.\d+(?:e[+-]?\d+)?/g, (found) => Number(found).toPrecision(9));
  return { status, validationErrors: JSON.parse(rounded) };
}

const outcome = async (work: () => ValidationResult | Promise<ValidationResult>): Promise<unknown> => {
  try {
    return comparable(await work());
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === undefined) throw error;
    return code;
  }
};

describe("the same rules on a table, in DuckDB and on files that are not loaded", () => {
  let folder: string;
  let engine: DuckdbEngine;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "mlops-rules-"));
    engine = await DuckdbEngine.open({ threads: 1 });
    for (const [i, table] of [...TABLES, OTHER].entries()) {
      await writeTable(table, join(folder, `t${i}.parquet`));
      await engine.exec(`CREATE TABLE t${i} AS SELECT * FROM read_parquet('${folder}/t${i}.parquet')`);
    }
  });
  afterAll(async () => {
    await engine.close();
    rmSync(folder, { recursive: true });
  });

  it("have a generator for every rule that has SQL text", () => {
    const written = Object.entries(RULES).flatMap(([type, definition]) => ("sql" in definition ? [type] : []));
    expect(Object.keys(GENERATORS).sort()).toEqual(written.sort());
  });

  it("answer the same", async () => {
    const other = { tables: { other: OTHER } };
    await fc.assert(
      fc.asyncProperty(rule, fc.nat(TABLES.length - 1), async (one, i) => {
        const validator = new DataValidator([one], { ...other, sampleLimit: 5 });
        const ours = await outcome(() => validator.validate(TABLES[i] as Table));
        const theirs = await outcome(() => validator.validateSql(engine, `t${i}`, { tables: { other: `t${TABLES.length}` } }));
        expect(theirs).toEqual(ours);
      }),
      { numRuns: 250 },
    );
  });

  it("answer the same on Parquet, Arrow and CSV files, all rules at once and part by part", async () => {
    const rules = fc.sample(rule, { numRuns: 60, seed: 11 }).map((one, i) => ({ ...one, name: `rule ${i}` }));
    const options = { tables: { other: join(folder, `t${TABLES.length}.parquet`) } };
    const usable: ValidationRuleInput[] = [];
    for (const one of rules as ValidationRuleInput[]) {
      const result = await outcome(() => new DataValidator([one], { tables: { other: OTHER } }).validate(TABLES[1] as Table));
      if (typeof result !== "string") usable.push(one);
    }
    expect(usable.length).toBeGreaterThan(40);
    const [parquet, arrow, csv] = ["parquet", "arrow", "csv"].map((ending) => join(folder, `t1.${ending}`)) as [string, string, string];
    for (const path of [arrow, csv]) await writeTable(TABLES[1] as Table, path);
    for (const path of [parquet, arrow, csv]) {
      const source = { path, ...(path === csv ? { types: { big: "integer" as const } } : {}) };
      const loaded = await readTable(source);
      const whole = new DataValidator(usable, { tables: { other: OTHER } });
      expect(comparable(await whole.validateSource(source, options)), path).toEqual(comparable(whole.validate(loaded)));
      const alone = usable.filter((one) => !("other" in one));
      const without = new DataValidator(alone);
      expect(comparable(await without.validateSource(source)), path).toEqual(comparable(without.validate(loaded)));
    }
  });
});
