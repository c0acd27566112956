import { expectTypeOf, test } from "vitest";
import { aq, type Column, type ColumnTable, columnOf, makeTable, type NumericColumn, type Table, type TableLike, typed } from "./index.ts";

const schema = { age: "number", city: "string", at: "timestamp" } as const;
const people = typed(schema, aq.table({ age: [1], city: ["Rome"], at: [new Date(0)] }));

test("a typed table is an arquero table", () => {
  expectTypeOf(people).toExtend<ColumnTable>();
  expectTypeOf(people).toExtend<TableLike>();
  expectTypeOf(people).toEqualTypeOf<Table<typeof schema>>();
  expectTypeOf<Table>().toEqualTypeOf<ColumnTable>();
  aq.table({ city: ["Rome"] }).join(people, "city");
});

test("names and value types are checked", () => {
  expectTypeOf(people.get("age")).toEqualTypeOf<number | null | undefined>();
  expectTypeOf(people.array("city")).toEqualTypeOf<(string | null | undefined)[]>();
  expectTypeOf(people.array("age", Float64Array)).toExtend<Float64Array>();
  expectTypeOf(people.column("at").at(0)).toEqualTypeOf<Date | null | undefined>();
  expectTypeOf(people.columnNames()).toEqualTypeOf<string[]>();
  expectTypeOf(columnOf(people, "age")).toEqualTypeOf<NumericColumn>();
  // @ts-expect-error no such column
  people.get("agee");
  // @ts-expect-error no such column
  people.array("agee");
  // @ts-expect-error no such column
  people.column("agee");
  // @ts-expect-error no such column
  columnOf(people, "agee");
  // @ts-expect-error an age is a number
  people.get("age") satisfies string | null | undefined;
});

test("select narrows the schema, filter and orderby keep it", () => {
  const ages = people.filter((d) => d.age > 3 && d.city === "Rome").select("age");
  expectTypeOf(ages).toEqualTypeOf<Table<{ readonly age: "number" }>>();
  expectTypeOf(people.orderby("age", aq.desc("city"))).toEqualTypeOf(people);
  // @ts-expect-error no such column
  people.select("agee");
  // @ts-expect-error no such column
  people.select("age", "agee");
  // @ts-expect-error no such column
  people.filter((d) => d.agee > 3);
  // @ts-expect-error text is not compared with a number
  people.filter((d) => d.city > 3);
  // @ts-expect-error no such column
  people.orderby("agee");
  // @ts-expect-error city was not selected
  ages.get("city");
});

test("verbs that make other columns drop the schema, typed restores it", () => {
  const derived = people.derive({ double: "d => d.age * 2" });
  expectTypeOf(derived).toEqualTypeOf<ColumnTable>();
  expectTypeOf(people.rename({ age: "years" })).toEqualTypeOf<ColumnTable>();
  expectTypeOf(typed({ double: "number" }, derived).get("double")).toEqualTypeOf<number | null | undefined>();
});

test("a function asks for the columns it needs", () => {
  const needsAge = (table: Table<{ readonly age: "number" }>) => table.numRows();
  needsAge(typed({ age: "number" }, people));
  needsAge(people);
  // @ts-expect-error the column has another type
  needsAge(typed({ age: "string" }, people));
  // @ts-expect-error the column is missing
  needsAge(typed({ city: "string" }, people));
});

test("a table known at run time only takes any name", () => {
  const loose = makeTable({ age: [1, 2] });
  expectTypeOf(columnOf(loose, "anything")).toEqualTypeOf<Column>();
  expectTypeOf(columnOf(loose as TableLike, "anything" as string)).toEqualTypeOf<Column>();
  loose.select("anything");
});
