import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  argsort,
  codeCounts,
  histogram,
  median,
  mergeMoments,
  mode,
  momentsOf,
  NO_MOMENTS,
  quantileOfSorted,
  ranksOf,
  skewness,
  variance,
  wilsonInterval,
} from "./index.ts";

describe("missing and empty samples", () => {
  test("NaN and infinities are left out of moments and counted", () => {
    expect(momentsOf([1, Number.NaN, 3, Number.POSITIVE_INFINITY])).toEqual({ n: 2, skipped: 2, mean: 2, m2: 2, m3: 0, min: 1, max: 3 });
    expect(momentsOf([Number.NaN])).toEqual({ ...NO_MOMENTS, skipped: 1 });
    expect(mergeMoments(NO_MOMENTS, momentsOf([1, Number.NaN]))).toEqual(momentsOf([1, Number.NaN]));
    expect(mergeMoments(momentsOf([1]), { ...NO_MOMENTS, skipped: 2 })).toEqual({ ...momentsOf([1]), skipped: 2 });
  });
  test("what is undefined is null", () => {
    expect(variance(momentsOf([1]))).toBe(null);
    expect(variance(momentsOf([1]), 0)).toBe(0);
    expect(skewness(momentsOf([2, 2]))).toBe(null);
    expect(median([Number.NaN])).toBe(null);
    expect(mode([])).toBe(null);
    expect(quantileOfSorted([], 0.5)).toBe(null);
  });
  test("quantiles and mode leave NaN out", () => {
    expect(median([3, Number.NaN, 1])).toBe(2);
    expect(mode([Number.NaN, Number.NaN, 2])).toBe(2);
    expect([...codeCounts(Int32Array.of(0, 2, -1, 2), 3)]).toEqual([1, 0, 2]);
  });
});

describe("argsort", () => {
  const anyDouble = fc.oneof(fc.double(), fc.constantFrom(0, -0, Number.NaN, 1, -1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY));
  const expected = (values: readonly number[]) =>
    values
      .map((value, row) => ({ value, row }))
      .sort((a, b) =>
        Number.isNaN(a.value)
          ? Number.isNaN(b.value)
            ? a.row - b.row
            : 1
          : Number.isNaN(b.value)
            ? -1
            : a.value < b.value
              ? -1
              : a.value > b.value
                ? 1
                : a.row - b.row,
      )
      .map(({ row }) => row);
  test("is a stable ascending order with NaN last", () => {
    fc.assert(
      fc.property(fc.array(anyDouble), (values) => {
        expect([...argsort(values)]).toEqual(expected(values));
      }),
    );
  });
  test("by radix gives the same order as by comparing", () => {
    fc.assert(
      fc.property(fc.array(anyDouble, { minLength: 20, maxLength: 40 }), (few) => {
        const values = Array.from({ length: 3000 }, (_, i) => few[(i * 7) % few.length] as number);
        expect([...argsort(values)]).toEqual(expected(values));
      }),
      { numRuns: 20 },
    );
  });
});

describe("ranks", () => {
  test("of NaN are NaN and the tie term sums t³ − t", () => {
    const { ranks, tieTerm } = ranksOf([2, Number.NaN, 2, 1, 1, 1]);
    expect([...ranks]).toEqual([4.5, Number.NaN, 4.5, 2, 2, 2]);
    expect(tieTerm).toBe(6 + 24);
  });
});

describe("histogram", () => {
  test("counts every value once", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e6, max: 1e6 }), { minLength: 1 }), (values) => {
        const { counts, outside } = histogram(values);
        expect(outside + counts.reduce((sum, count) => sum + count, 0)).toBe(values.length);
      }),
    );
  });
  test("takes edges, the last bin with its upper edge", () => {
    const { counts, outside } = histogram([0, 1, 2, 3, 4, Number.NaN], { bins: [1, 2, 3] });
    expect([...counts]).toEqual([1, 2]);
    expect(outside).toBe(3);
  });
  test("limits the bins that auto takes, and makes one for an empty or a constant sample", () => {
    const wide = [...Array(1000).keys()].map((i) => i / 1000).concat(1e9);
    expect(histogram(wide, { maxBins: 20 }).counts.length).toBe(20);
    expect(histogram(wide).counts.length).toBe(64);
    expect([...histogram([]).edges]).toEqual([0, 1]);
    expect([...histogram([5, 5]).edges]).toEqual([4.5, 5.5]);
    expect(histogram([1, Number.POSITIVE_INFINITY], { bins: 2 }).outside).toBe(1);
  });
  test.each([[0], [1.5], [[1]], [[2, 1]], [[1, Number.NaN]]])("refuses %j as bins", (bins) => {
    expect(() => histogram([1], { bins })).toThrow(expect.objectContaining({ code: "PARAMETER_INVALID" }));
  });
});

test("a Wilson interval holds the proportion and stays within 0 and 1", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, share) => {
      const successes = Math.round(n * share);
      const [low, high] = wilsonInterval(successes, n) as [number, number];
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
      expect(low).toBeLessThanOrEqual(successes / n);
      expect(high).toBeGreaterThanOrEqual(successes / n);
    }),
  );
});
