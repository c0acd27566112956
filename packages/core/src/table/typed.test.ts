import { expect, test } from "vitest";
import { aq, typed } from "./index.ts";

test("typed hands back the same table once its columns fit", () => {
  const table = aq.table({ age: [1, null], city: ["Rome", "Oslo"], empty: [null, null] });
  expect(typed({ age: "number", city: "string", empty: "timestamp" }, table)).toBe(table);
});

test("typed refuses a missing column and one of another type", () => {
  const table = aq.table({ age: ["1"] });
  expect(() => typed({ agee: "number" }, table)).toThrow(expect.objectContaining({ code: "COLUMN_MISSING" }));
  expect(() => typed({ age: "number" }, table)).toThrow('column "age" is string, not numeric');
});
