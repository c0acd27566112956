import { DataValidator, makeTable, rulesOn } from "@mlops/data";
import { expect, it } from "vitest";
import { z } from "zod";

const schema = { age: "number", plan: "string" } as const;
const anyRules = (rules: unknown): unknown => rulesOn(schema, rules as []);

it("gives rules that a validator takes, with a schema in either way of writing it", () => {
  const rules = rulesOn(schema, [
    { type: "not_null", column: "plan", when: "age >= 18" },
    { type: "expression", expression: "length(plan) > 1" },
    { type: "row_count", min: 1 },
    { type: "columns", columns: ["age"], match: "exact" },
  ]);
  const { failedRules } = new DataValidator<typeof schema>(rules).validate(makeTable({ age: [20, 3], plan: [null, "b"] }) as never);
  expect(failedRules).toEqual(["not_null:plan", "expression:length(plan) > 1", "columns"]);
  expect(rulesOn(z.object({ age: z.number() }), [{ type: "range", column: "age", min: 0 }])).toHaveLength(1);
});

it("refuses names and types that the schema does not have where the compiler did not look", () => {
  const thrown = (rule: object): unknown => {
    try {
      return anyRules([{ type: "row_count", min: 1 }, { type: "custom:own", column: "elsewhere" }, rule]);
    } catch (error) {
      return error;
    }
  };
  expect(thrown({ type: "range", column: "agee", min: 0 })).toMatchObject({
    code: "COLUMN_MISSING",
    message: expect.stringContaining("agee"),
  });
  expect(thrown({ type: "not_null", column: "plan", when: "agee > 1" })).toMatchObject({ code: "COLUMN_MISSING" });
  expect(thrown({ type: "not_null", column: "plan", when: "plan > 1" })).toMatchObject({ code: "EXPRESSION_TYPE" });
  expect(thrown({ type: "expression", expression: "age >" })).toMatchObject({ code: "EXPRESSION_SYNTAX" });
  expect(thrown({ type: "rang", column: "age" })).toMatchObject({ code: "CONFIG_INVALID" });
});
