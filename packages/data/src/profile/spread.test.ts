import { binOf, quantiles } from "@mlops/core/stats";
import fc from "fast-check";
import { expect, it } from "vitest";
import { countValues } from "./count-values.ts";
import { PROBABILITIES, spreadOfValues, spreadOfWeighted } from "./spread.ts";

/** Many values with ties, at some distance from 0. */
const many = fc
  .tuple(
    fc.integer({ min: 0, max: 2 ** 31 }),
    fc.constantFrom(3, 21, 1000, 2 ** 20),
    fc.double({ min: -1e9, max: 1e9, noNaN: true }),
    fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
    fc.boolean(),
  )
  .map(([seed, different, offset, scale, skewed]) =>
    Float64Array.from({ length: 5000 }, (_, i) => {
      const drawn = ((Math.imul(i + seed, 0x9e3779b1) >>> 0) % different) / different;
      return offset + scale * (skewed ? drawn ** 8 : drawn);
    }),
  );

it("the spread of many values is that of counting and sorting each", () => {
  fc.assert(
    fc.property(many, (values) => {
      const sorted = values.slice().sort();
      const [min, max] = [sorted[0] as number, sorted.at(-1) as number];
      const counted = countValues(values);
      const order = [...counted.values.keys()].sort((a, b) => (counted.values[a] as number) - (counted.values[b] as number));
      const weighted = spreadOfWeighted(
        {
          values: Float64Array.from(order, (i) => counted.values[i] as number),
          weights: Float64Array.from(order, (i) => counted.counts[i] as number),
        },
        min,
        max,
      );
      const found = spreadOfValues(values, min, max);
      expect(weighted).toEqual(found);
      const expected = quantiles(values, PROBABILITIES);
      for (const [i, value] of found.quantiles.entries())
        expect(Math.abs(value - (expected[i] as number))).toBeLessThanOrEqual(1e-12 * Math.max(Math.abs(min), Math.abs(max)));
      if (found.histogram === null) return;
      const counts = new Array<number>(20).fill(0);
      const { edges } = found.histogram;
      for (const value of values) counts[binOf(edges, value)] = (counts[binOf(edges, value)] as number) + 1;
      expect(found.histogram.counts).toEqual(counts);
    }),
    { numRuns: 60 },
  );
});

it("counts are those of a map", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.integer({ min: -300, max: 300 }), fc.double()), { maxLength: 2000 }), (values) => {
      const counts = new Map<number, number>();
      for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
      const found = countValues(Float64Array.from(values));
      expect(new Map([...found.values].map((value, i) => [value, found.counts[i]]))).toEqual(counts);
    }),
    { numRuns: 60 },
  );
});
