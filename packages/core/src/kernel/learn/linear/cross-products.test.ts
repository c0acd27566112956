import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Random } from "../../stats/random.ts";
import { crossProducts } from "./cross-products.ts";

describe.each(["wasm", "js"] as const)("crossProducts in %s", (backend) => {
  it("sums products of shifted and scaled columns, of any number of rows and columns", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2300 }), fc.integer({ min: 1, max: 8 }), fc.boolean(), fc.nat(), (rows, width, weigh, seed) => {
        const random = new Random(seed);
        const columns = Array.from({ length: width }, () => Float64Array.from({ length: rows }, () => random.int(7)));
        const weights = weigh ? Float64Array.from({ length: rows }, () => random.int(3)) : undefined;
        const units = {
          shift: Float64Array.from({ length: width + 1 }, (_, c) => (c === 0 ? 0 : random.int(5))),
          scale: Float64Array.from({ length: width + 1 }, (_, c) => (c === 0 ? 1 : 2 ** random.int(3))),
        };
        const { size, values } = crossProducts([null, ...columns], rows, units, { weights, backend });
        expect(size % 3).toBe(0);
        const at = (c: number, row: number): number =>
          c === 0 ? 1 : ((columns[c - 1]?.[row] as number) - (units.shift[c] as number)) * (units.scale[c] as number);
        for (let i = 0; i <= width; i++) {
          for (let j = 0; j <= i; j++) {
            let sum = 0;
            for (let row = 0; row < rows; row++) sum += (weights?.[row] ?? 1) * at(i, row) * at(j, row);
            expect(values[i * size + j]).toBe(sum); // integers: exact in any order
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it("shows values that are not finite in the sums of their column", () => {
    const columns = [Float64Array.of(1, 2, 3), Float64Array.of(1, Number.NaN, 2), Float64Array.of(1, 2, Number.POSITIVE_INFINITY)];
    const { size, values } = crossProducts(columns, 3, { shift: new Float64Array(3), scale: new Float64Array(3).fill(1) }, { backend });
    expect([0, 1, 2].map((c) => Number.isFinite(values[c * size + c]))).toEqual([true, false, false]);
  });
});
