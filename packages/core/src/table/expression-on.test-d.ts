import { expectTypeOf, test } from "vitest";
import { expressionOn } from "./index.ts";

const schema = { age: "number", plan: "string", "last seen": "timestamp", length: "number" } as const;

test("names that the schema has compile, in any way of writing them", () => {
  expectTypeOf(expressionOn(schema, "age >= 18")).toEqualTypeOf<"age >= 18">();
  expressionOn(
    schema,
    "coalesce(age,1e-3)*2 between .5 and 10 OR NOT (plan in ('agee', 'it''s')) and year(\"last seen\") = 2020 and length(plan) > length",
  );
  expressionOn(schema, "`last seen` is not null");
  expressionOn(schema, "age > 1" as string);
});

test("a name that it does not have does not", () => {
  // @ts-expect-error no column agee
  expressionOn(schema, "agee >= 18");
  // @ts-expect-error no column plann
  expressionOn(schema, "age > 3 and(plann='x')");
  // @ts-expect-error no column seen
  expressionOn(schema, 'age > 3 or "seen" is null');
});
