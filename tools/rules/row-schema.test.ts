import { evaluateCondition } from "@mlops/core/expression";
import { expressionOn, makeTable, schemaFrom, type Table, typed } from "@mlops/core/table";
import { DataValidator, rulesOf } from "@mlops/data";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";

const schema = z.object({
  id: z.int().positive(),
  age: z.number().min(0).lt(130.5),
  score: z.number().gt(-1).max(1).multipleOf(0.25).nullish(),
  small: z.int32().optional(),
  plan: z.enum(["basic", "pro"]),
  mail: z.email().max(20).nullable(),
  code: z
    .string()
    .regex(/^[a-z]\d$/)
    .refine((text) => text !== "z9"),
  since: z.date().min(new Date("2020-01-01")).max(new Date("2021-01-01")),
  ok: z.boolean().readonly(),
  kind: z.literal([1, 2]),
  either: z.union([z.number().negative(), z.literal(5)]),
});

const row = fc.record({
  id: fc.constantFrom(1, 7, 0, -3, 1.5, 2 ** 53, null),
  age: fc.constantFrom(0, 12.5, 130.5, 131, -0.1, Number.NaN, Number.POSITIVE_INFINITY, null),
  score: fc.constantFrom(0.25, -1, 1, 0.3, null),
  small: fc.constantFrom(1, 2147483648, 0.5, null),
  plan: fc.constantFrom("basic", "pro", "Pro", "", null),
  mail: fc.constantFrom("a@b.co", "nobody", "averylongname@example.com", null),
  code: fc.constantFrom("a1", "z9", "zz", null),
  since: fc.constantFrom(new Date("2020-01-01"), new Date("2020-06-01"), new Date("2021-01-01T00:00:00.001Z"), new Date(0), null),
  ok: fc.constantFrom(true, false, null),
  kind: fc.constantFrom(1, 2, 3, null),
  either: fc.constantFrom(-1, 5, 4, null),
});
type Row = Record<string, unknown>;

/** The types of the columns do not depend on the rows drawn: two rows of full values go before them. */
const FULL: Row = {
  id: 1.5,
  age: 0.5,
  score: 0.25,
  small: 0.5,
  plan: "basic",
  mail: "a@b.co",
  code: "a1",
  since: new Date("2020-02-01"),
  ok: true,
  kind: 1,
  either: -1.5,
};

function tableOf(rows: readonly Row[]): Table {
  return makeTable(Object.fromEntries(Object.keys(schema.shape).map((name) => [name, rows.map((one) => one[name])])));
}

const withoutMissing = (one: Row): Row => Object.fromEntries(Object.entries(one).filter(([, value]) => value !== null));

describe("rules of a zod schema", () => {
  it("fail exactly the rows and fields that zod refuses", () => {
    const { rules, custom } = rulesOf(schema);
    fc.assert(
      fc.property(fc.array(row, { maxLength: 30 }), (drawn) => {
        const rows: Row[] = [FULL, ...drawn];
        const { validationErrors } = new DataValidator(rules, { custom, detail: "complete" }).validate(tableOf(rows));
        const ours = Object.fromEntries(validationErrors.map((error) => [error.column as string, error.rows]));
        const theirs: Record<string, number[]> = {};
        for (const [i, one] of rows.entries()) {
          // A missing value is undefined to zod, or null where a field takes that alone.
          const given = { ...(one["mail"] === null ? { mail: null } : {}), ...withoutMissing(one) };
          for (const issue of schema.safeParse(given).error?.issues ?? []) {
            const name = String(issue.path[0]);
            theirs[name] ??= [];
            if (theirs[name].at(-1) !== i) theirs[name].push(i);
          }
        }
        expect(ours).toEqual(theirs);
      }),
      { numRuns: 150 },
    );
  });

  it("tell what zod says of the first failing row", () => {
    const { rules, custom } = rulesOf(z.object({ age: z.number().min(0, "no one is that young"), plan: z.enum(["pro"]) }));
    const result = new DataValidator(rules, { custom }).validate(makeTable({ age: [1, -1, -2], plan: ["pro", "pro", "gold"] }));
    expect(result.validationErrors).toMatchObject([
      {
        rule: "field:age",
        column: "age",
        count: 2,
        message: "2 of 3 rows break field:age: no one is that young",
        samples: [{ index: 1, value: -1 }, { index: 2 }],
      },
      { rule: "field:plan", message: expect.stringContaining('expected "pro"') },
    ]);
  });

  it("ask zod about rows as a whole, and for exactly the fields of a strict schema", () => {
    const ordered = z
      .strictObject({ low: z.number(), high: z.number(), note: z.string().optional() })
      .refine(({ low, high }) => low <= high, "low is above high");
    const { rules, custom } = rulesOf(ordered);
    const validate = (columns: Record<string, unknown[]>) => new DataValidator(rules, { custom }).validate(makeTable(columns));
    expect(validate({ low: [1, 3], high: [2, 2], note: ["a", null] }).validationErrors).toMatchObject([
      { rule: "row", count: 1, message: "1 of 2 rows break row: low is above high", samples: [{ index: 1 }] },
    ]);
    expect(validate({ low: [1], high: [2], more: [3] }).failedRules).toEqual(["fields"]);
    expect(() => validate({ low: [1] })).toThrow(expect.objectContaining({ code: "COLUMN_MISSING" }));
  });
});

describe("a zod object as the schema of a table", () => {
  const Person = z.object({
    age: z.int().nullable(),
    plan: z.enum(["a", "b"]).optional(),
    kind: z.union([z.literal("x"), z.string()]),
    at: z.date().default(new Date(0)),
  });
  const people = makeTable({ age: [1, null], plan: ["a", "b"], kind: ["x", "y"], at: [new Date(0), null], more: [1, 2] });

  it("is checked against the table", () => {
    expect(schemaFrom(Person)).toEqual({ age: "number", plan: "string", kind: "string", at: "timestamp" });
    expect(typed(Person, people).get("plan", 1)).toBe("b");
    expect(() => typed(Person.extend({ age: z.string() }), people)).toThrow(expect.objectContaining({ code: "COLUMN_TYPE" }));
    expect(() => schemaFrom(z.object({ tags: z.array(z.string()) }))).toThrow(expect.objectContaining({ code: "PARAMETER_INVALID" }));
    expect(() => schemaFrom(z.object({ mixed: z.union([z.string(), z.number()]) }))).toThrow(/"mixed"/);
  });

  it("checks expressions, and says where they are wrong", () => {
    expect(expressionOn(Person, "age > 3 and plan = 'a'")).toBe("age > 3 and plan = 'a'");
    const wrong = (text: string) => () => expressionOn(Person, text);
    expect(wrong("age > 3 and plann = 'a'")).toThrow("there is no column \"plann\" (at column 13 of: age > 3 and plann = 'a')");
    expect(wrong("plann = 'a'")).toThrow(expect.objectContaining({ hint: expect.stringContaining('did you mean "plan"?') }));
    expect(wrong("age > 'x'")).toThrow("> cannot take a number and a string together (at column 7 of: age > 'x')");
    expect(() => evaluateCondition("agee > 1", people)).toThrow(
      expect.objectContaining({
        code: "COLUMN_MISSING",
        message: expect.stringContaining("(at column 1 of: agee > 1)"),
        hint: expect.stringContaining('"age"'),
      }),
    );
  });
});
