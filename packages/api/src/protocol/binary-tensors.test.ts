import type { Cell } from "@mlops/core/scoring";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeTensor, encodeTensor } from "./binary-tensors.ts";

const RANGES: Readonly<Record<string, fc.Arbitrary<Cell>>> = {
  FP64: fc.option(fc.double({ noNaN: true }).map((x) => x + 0)),
  FP32: fc.option(fc.float({ noNaN: true }).map((x) => x + 0)),
  INT64: fc.maxSafeInteger(),
  UINT64: fc.maxSafeNat(),
  INT32: fc.integer(),
  UINT32: fc.nat({ max: 2 ** 32 - 1 }),
  INT16: fc.integer({ min: -(2 ** 15), max: 2 ** 15 - 1 }),
  UINT16: fc.nat({ max: 2 ** 16 - 1 }),
  INT8: fc.integer({ min: -128, max: 127 }),
  UINT8: fc.nat({ max: 255 }),
  BOOL: fc.boolean(),
  BYTES: fc.string({ unit: "grapheme" }),
};

describe("binary tensors", () => {
  it.each(Object.entries(RANGES))("%s comes back as it was", (datatype, cell) => {
    fc.assert(
      fc.property(fc.array(cell), (cells) => {
        expect(decodeTensor(datatype, encodeTensor(datatype, cells) as Buffer, "x")).toEqual(cells);
      }),
    );
  });

  it("knows no missing value but NaN", () => {
    expect(encodeTensor("INT64", [1, null])).toBeUndefined();
    expect(encodeTensor("BYTES", ["a", null])).toBeUndefined();
    expect(decodeTensor("FP64", encodeTensor("FP64", [null]) as Buffer, "x")).toEqual([null]);
  });

  it("is cut off nowhere", () => {
    expect(() => decodeTensor("FP64", Buffer.alloc(9), 'input "x"')).toThrow(
      'input "x" has 9 bytes, which is no multiple of the 8 of FP64',
    );
    expect(() => decodeTensor("BYTES", Buffer.from([1, 0, 0, 0, 65, 9, 0, 0, 0, 65]), "x")).toThrow("x ends within its text 1");
    expect(() => decodeTensor("BYTES", Buffer.from([1, 0]), "x")).toThrow("x ends within its text 0");
  });

  it("does not round what no column holds", () => {
    expect(decodeTensor("UINT64", Buffer.alloc(8, 255), "x")).toEqual([2n ** 64n - 1n]);
  });
});
