import fc from "fast-check";
import { expect, test } from "vitest";
import { NumberPair } from "./number-pair.ts";
import { sortRun } from "./sort-run.ts";

const number = fc.oneof(
  fc.integer({ min: -30, max: 30 }),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }),
  fc.double({ min: 1e9, max: 1e9 + 1, noNaN: true }),
  fc.constantFrom(0, -0, 1e300, -1e300, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
);
const sample = fc.oneof(
  fc.array(number, { minLength: 1, maxLength: 400 }),
  fc.array(fc.integer({ min: 0, max: 15 }), { minLength: 1, maxLength: 400 }),
  fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 50, maxLength: 400 }),
);

test("buckets give what sorting gives: counts, D and its place, order statistics, bins; the distance to 1e-12", () => {
  fc.assert(
    fc.property(sample, sample, (a, b) => {
      const [reference, current] = [Float64Array.from(a), Float64Array.from(b)];
      const sorted = new NumberPair(reference, current, Number.POSITIVE_INFINITY);
      const inBuckets = new NumberPair(reference, current, 0);
      expect([inBuckets.n, inBuckets.m, inBuckets.beside]).toEqual([sorted.n, sorted.m, sorted.beside]);
      const { wasserstein, ...exact } = inBuckets.summary;
      const { wasserstein: distance, ...expected } = sorted.summary;
      expect(exact).toEqual(expected);
      expect(inBuckets.binCounts).toEqual(sorted.binCounts);
      if (sorted.unit !== 1) return;
      const range = Math.max(...sorted.sorted.map((of) => (of.at(-1) ?? 0) - (of[0] ?? 0)));
      expect(Math.abs(wasserstein - distance)).toBeLessThanOrEqual(1e-12 * distance + 1e-15 * range);
    }),
    { numRuns: 300 },
  );
});

test("runs of a bucket are sorted, whatever their values and their number", () => {
  const many = fc.oneof(fc.constant(5), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.double({ min: 0, max: 1, noNaN: true }));
  fc.assert(
    fc.property(fc.array(many, { maxLength: 600 }), (values) => {
      const run = Float64Array.from([9, ...values.map((x) => x + 0), -9]);
      sortRun(run, 1, run.length - 1);
      expect([...run]).toEqual([9, ...[...values].map((x) => x + 0).sort((x, y) => x - y), -9]);
    }),
    { numRuns: 200 },
  );
});
