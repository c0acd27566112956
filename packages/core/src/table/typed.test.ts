import { expect, test } from "vitest";
import { aq, columnOf, typed } from "./index.ts";

test("typed hands back the same table once its columns fit", () => {
  const table = aq.table({ age: [1, null], city: ["Rome", "Oslo"], more: [true, false] });
  expect(typed({ age: "number", city: "string" }, table)).toBe(table);
});

test.each(["number", "string", "boolean", "timestamp", "bigint"] as const)("typed gives a column of missing values the type %s", (type) => {
  const table = aq
    .table({ age: [3, 1, 2], empty: [null, undefined, null] })
    .filter("d => d.age > 1")
    .orderby("age");
  const result = typed({ age: "number", empty: type }, table);
  expect(result.array("age")).toEqual([2, 3]);
  expect([...columnOf(result, "empty")]).toEqual([undefined, undefined]);
  expect(columnOf(result, "empty").kind).toBe(type === "number" ? "numeric" : type);
});

test("typed refuses a missing column and one of another type", () => {
  const table = aq.table({ age: ["1"] });
  expect(() => typed({ agee: "number" }, table)).toThrow(expect.objectContaining({ code: "COLUMN_MISSING" }));
  expect(() => typed({ age: "number" }, table)).toThrow('column "age" is string, not numeric');
});
