import type { Table } from "@mlops/core/table";
import { describe, expectTypeOf, test } from "vitest";
import { type DataPipeline, DataValidator, readTable, type ValidationResult } from "./index.ts";

describe("the documented calls", () => {
  test("validate", () => {
    expectTypeOf(new DataValidator([{ type: "unique", column: "id" }]).validate).returns.toEqualTypeOf<ValidationResult>();
    // @ts-expect-error: a rule has a known type
    new DataValidator([{ type: "uniq", column: "id" }]);
    // @ts-expect-error: a range needs a column
    new DataValidator([{ type: "range", min: 1 }]);
  });
  test("read", () => {
    expectTypeOf(readTable("a.csv")).resolves.toEqualTypeOf<Table>();
    // @ts-expect-error: no such format
    readTable({ path: "a.xls", format: "xls" });
  });
  test("run", () => {
    expectTypeOf<ReturnType<DataPipeline["run"]>>().resolves.toHaveProperty("output");
  });
});
