import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromValues } from "./from-values.ts";
import { isColumn } from "./is-column.ts";
import { numericColumn } from "./make-column.ts";

const missing = [null, undefined];

describe("fromValues", () => {
  test.each([
    ["numeric", fc.double()],
    ["string", fc.string()],
    ["boolean", fc.boolean()],
    ["timestamp", fc.date({ noInvalidDate: true })],
  ] as const)("keeps every %s value and reads null and undefined as missing", (kind, arbitrary) => {
    fc.assert(
      fc.property(fc.array(fc.oneof(arbitrary as fc.Arbitrary<unknown>, fc.constantFrom(...missing))), (values) => {
        const column = fromValues(values);
        expect([...column]).toEqual(values.map((value) => value ?? undefined));
        expect(column.kind).toBe(values.some((value) => value !== null && value !== undefined) ? kind : "numeric");
      }),
    );
  });

  test("marks numbers that all are safe integers", () => {
    expect(fromValues([1, null, -3])).toMatchObject({ kind: "numeric", integer: true });
    expect(fromValues([1, 2.5])).toMatchObject({ integer: false });
    expect(fromValues([2 ** 53])).toMatchObject({ integer: false });
    expect(fromValues([1, Number.NaN])).toMatchObject({ integer: false });
    expect(fromValues([null])).toMatchObject({ kind: "numeric", integer: false });
  });

  test("makes numbers of bigints where they fit, and keeps them where they do not", () => {
    expect([...fromValues([1n, null, -2n])]).toEqual([1, undefined, -2]);
    expect(fromValues([1n])).toMatchObject({ kind: "numeric", integer: true });
    expect([...fromValues([2n ** 62n, null])]).toEqual([2n ** 62n, undefined]);
    expect(fromValues(BigInt64Array.of(2n ** 60n)).kind).toBe("bigint");
    expect(fromValues(BigInt64Array.of(5n)).kind).toBe("numeric");
    expect(() => fromValues([1n, 2n ** 63n], "id")).toThrow(expect.objectContaining({ code: "COLUMN_TYPE" }));
  });

  test("does not copy typed arrays of numbers, nor kernel columns", () => {
    const values = Float32Array.of(1, 2);
    expect(fromValues(values)).toMatchObject({ values, integer: false });
    const bytes = Uint8ClampedArray.of(1, 2);
    const column = fromValues(bytes as unknown as Uint8Array);
    expect(column.kind === "numeric" && column.values.buffer).toBe(bytes.buffer);
    const own = numericColumn(Int32Array.of(1));
    expect(fromValues(own)).toBe(own);
  });

  test("names the column and the first row of another type", () => {
    for (const [values, row, actual] of [
      [[1, null, "a"], 2, "string"],
      [["a", true], 1, "boolean"],
      [[1, 1n], 1, "bigint"],
      [[{}], 0, "object"],
      [[null, [1]], 1, "array"],
      [[new Date(0), 5], 1, "numeric"],
      [[new Date(Number.NaN)], 0, "an invalid date"],
    ] as const) {
      expect(() => fromValues(values, "age")).toThrow(
        expect.objectContaining({ code: "COLUMN_TYPE", fields: expect.objectContaining({ column: "age", row, actual }) }),
      );
    }
    expect(() => fromValues([1, "a"], "age")).toThrow('column "age" holds string in row 1, not numeric');
    expect(() => fromValues(new DataView(new ArrayBuffer(8)) as never)).toThrow(expect.objectContaining({ code: "COLUMN_TYPE" }));
  });

  test("reads a column of another library through length and at", () => {
    const arrow = { length: 3, at: (row: number) => [10, null, 30][row] };
    expect([...fromValues(arrow)]).toEqual([10, undefined, 30]);
  });
});

describe("isColumn", () => {
  test("knows a column by its fields, from any copy", () => {
    expect(isColumn(numericColumn(Float64Array.of(1)))).toBe(true);
    expect(isColumn({ kind: "string", length: 0, codes: new Int32Array(0), dictionary: [], at: () => undefined })).toBe(true);
    for (const other of [
      null,
      1,
      [1],
      Float64Array.of(1),
      { kind: "numeric", values: [1] },
      { kind: "other", values: Float64Array.of(1) },
    ]) {
      expect(isColumn(other)).toBe(false);
    }
  });
});
