import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { allocate } from "./allocate.ts";
import { columnOf, columnOfSeries } from "./column-of.ts";
import { missingCount, toFloat64 } from "./column-values.ts";
import { fromValues } from "./from-values.ts";
import { bigIntColumn, booleanColumn, numericColumn, stringColumn, timestampColumn } from "./make-column.ts";
import { nearestName } from "./nearest-name.ts";
import { takeRows } from "./take-rows.ts";
import { countMissing } from "./validity.ts";

const everyKind = () => [
  numericColumn(Int16Array.of(1, 2, 3), Uint8Array.of(0b101)),
  bigIntColumn(BigInt64Array.of(1n, 2n, 3n), Uint8Array.of(0b101)),
  booleanColumn(Uint8Array.of(1, 0, 1), Uint8Array.of(0b101)),
  timestampColumn(Float64Array.of(1, 2, 3), Uint8Array.of(0b101)),
  stringColumn(Int32Array.of(0, -1, 1), ["a", "b"]),
];

test("memory is shared, so that workers read it", () => {
  expect(allocate(Int32Array, 4).buffer).toBeInstanceOf(SharedArrayBuffer);
});

test("every kind reads undefined for a missing row and outside its rows", () => {
  for (const column of everyKind()) {
    expect(column.at(1)).toBe(undefined);
    expect(column.at(3)).toBe(undefined);
    expect(column.at(Number.NEGATIVE_INFINITY)).toBe(undefined);
    expect(column.at(0)).not.toBe(undefined);
    expect(missingCount(column)).toBe(1);
  }
  expect(missingCount(numericColumn(Float64Array.of(Number.NaN)))).toBe(0);
  expect(countMissing(null, 7)).toBe(0);
});

describe("takeRows", () => {
  test("equals indexing the values", () => {
    fc.assert(
      fc.property(
        fc
          .array(fc.option(fc.integer()), { minLength: 1 })
          .chain((values) => fc.tuple(fc.constant(values), fc.array(fc.nat(values.length - 1)))),
        ([values, rows]) => {
          expect([...takeRows(fromValues(values), rows)]).toEqual(rows.map((row) => values[row] ?? undefined));
        },
      ),
    );
  });
  test("keeps kind, storage and dictionary", () => {
    for (const column of everyKind()) {
      const taken = takeRows(column, [2, 1]);
      expect(taken.kind).toBe(column.kind);
      expect(taken.at(0)).toEqual(column.at(2));
      expect(taken.at(1)).toBe(undefined);
    }
    const column = numericColumn(Int16Array.of(1, 2), Uint8Array.of(0b01));
    const taken = takeRows(column, [0]);
    expect(taken.values).toBeInstanceOf(Int16Array);
    expect(taken).toMatchObject({ integer: true, validity: null });
  });
  test.each([[-1], [3], [0.5], [Number.NaN]])("refuses %d as a row", (row) => {
    for (const column of everyKind()) {
      expect(() => takeRows(column, [0, row])).toThrow(
        expect.objectContaining({ code: "VALUE_INVALID", fields: expect.objectContaining({ row: 1 }) }),
      );
    }
  });
});

describe("toFloat64", () => {
  test("turns missing into NaN and every kind but strings into doubles", () => {
    for (const column of everyKind().filter((c) => c.kind !== "string")) {
      const doubles = toFloat64(column);
      expect([...doubles]).toEqual([Number(column.at(0)), Number.NaN, Number(column.at(2))]);
    }
  });
  test("shares memory where doubles have no missing value", () => {
    const values = Float64Array.of(1, 2, 3);
    expect(toFloat64(numericColumn(values))).toBe(values);
    expect(toFloat64(numericColumn(values, Uint8Array.of(0b111)))).toBe(values);
    expect(toFloat64(numericColumn(values, Uint8Array.of(0b110)))).not.toBe(values);
  });
  test("refuses strings by name", () => {
    expect(() => toFloat64(stringColumn(Int32Array.of(0), ["a"]), "city")).toThrow('column "city" is string, not numeric');
  });
});

describe("columnOf", () => {
  const table = (columns: Record<string, { length: number; at(row: number): unknown }>) => ({
    numRows: () => 2,
    totalRows: () => 2,
    columnNames: () => Object.keys(columns),
    column: (name: string) => columns[name],
    isFiltered: () => false,
    isOrdered: () => false,
    indices: () => [0, 1],
  });
  test("names the nearest column where one is missing", () => {
    const people = table({ tenure: [1, 2], charges: [3, 4] });
    expect(() => columnOf(people, "tenur")).toThrow(
      expect.objectContaining({
        code: "COLUMN_MISSING",
        hint: 'did you mean "tenure"? columns: tenure, charges',
        fields: { column: "tenur", available: ["tenure", "charges"] },
      }),
    );
    expect(() => columnOf(people, "zzz")).toThrow(expect.objectContaining({ hint: "columns: tenure, charges" }));
  });
  test("converts a column once and says which one mixes types", () => {
    const people = table({ tenure: [1, 2], mixed: [1, "a"] });
    expect(columnOf(people, "tenure")).toBe(columnOf(people, "tenure"));
    expect(() => columnOf(people, "mixed")).toThrow(
      expect.objectContaining({ code: "COLUMN_TYPE", fields: expect.objectContaining({ column: "mixed", row: 1 }) }),
    );
  });
  test("of a series follows later changes of the array", () => {
    const values = [1, 2];
    expect([...columnOfSeries(values)]).toEqual([1, 2]);
    values[0] = 9;
    expect([...columnOfSeries(values)]).toEqual([9, 2]);
  });
});

test("nearestName corrects slips and gives up on strangers", () => {
  const names = ["tenure", "monthly_charges", "churn"];
  expect(nearestName("tenuer", names)).toBe("tenure");
  expect(nearestName("Churn", names)).toBe("churn");
  expect(nearestName("montly_charge", names)).toBe("monthly_charges");
  expect(nearestName("age", names)).toBe(undefined);
  expect(nearestName("x", [])).toBe(undefined);
});
