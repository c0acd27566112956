import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromValues, makeTable } from "../../table/index.ts";
import {
  compareSketches,
  mergeProfiles,
  type NumericProfile,
  profileLike,
  profileTable,
  type TableProfile,
  updateProfile,
} from "./index.ts";

const table = (x: readonly number[]) => makeTable({ x: fromValues(x) });
const sketch = (profile: TableProfile) => (profile.columns["x"] as NumericProfile).sketch;

/** Both distances by their definition. */
function truth(a: readonly number[], b: readonly number[]): { ks: number; wasserstein: number } {
  const all = [...new Set([...a, ...b])].sort((p, q) => p - q);
  const share = (sample: readonly number[], upTo: number): number => sample.filter((x) => x <= upTo).length / sample.length;
  let [ks, wasserstein] = [0, 0];
  all.forEach((value, i) => {
    const gap = Math.abs(share(a, value) - share(b, value));
    ks = Math.max(ks, gap);
    wasserstein += gap * ((all[i + 1] ?? value) - value);
  });
  return { ks, wasserstein };
}

const number = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ min: -100, max: 100, noNaN: true }));
const sample = fc.array(number, { minLength: 1, maxLength: 120 });

function expectCertified(a: readonly number[], b: readonly number[], one: TableProfile, other: TableProfile): void {
  const { ks, wasserstein } = compareSketches(sketch(one), sketch(other));
  const exact = truth(a, b);
  const slack = 1e-9;
  expect(ks.low).toBeLessThanOrEqual(exact.ks + slack);
  expect(ks.high).toBeGreaterThanOrEqual(exact.ks - slack);
  const known = sketch(one).error === undefined && sketch(other).error === undefined;
  if (known) expect(wasserstein.low).toBeLessThanOrEqual(exact.wasserstein + slack);
  if (known) expect(wasserstein.high).toBeGreaterThanOrEqual(exact.wasserstein - slack);
}

describe("the bounds hold the truth", () => {
  const options = { bins: 8 };
  test("of a table in a profile's bins", () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const reference = profileTable(table(a), options);
        expectCertified(a, b, reference, profileLike(reference, table(b)));
      }),
    );
  });
  test("of two profiles with ends of their own", () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => expectCertified(a, b, profileTable(table(a), options), profileTable(table(b), options))),
    );
  });
  test("of merged ones", () => {
    fc.assert(
      fc.property(sample, sample, sample, (a, more, b) => {
        const merged = mergeProfiles(profileTable(table(a), options), profileTable(table(more), options), options);
        expectCertified([...a, ...more], b, merged, profileTable(table(b), options));
      }),
    );
  });
  test("an update keeps the bins and counts exactly", () => {
    fc.assert(
      fc.property(sample, sample, sample, (a, more, b) => {
        const reference = updateProfile(profileTable(table(a)), table(more));
        expect(sketch(reference).error).toBeUndefined();
        expectCertified([...a, ...more], b, reference, profileLike(reference, table(b)));
      }),
    );
  });
});

test("values that all are ends are compared exactly", () => {
  const [a, b] = [table([1, 1, 2, 3]), table([1, 2, 2, 5])];
  const { ks, wasserstein } = compareSketches(sketch(profileTable(a)), sketch(profileTable(b)));
  expect(ks).toEqual({ low: 0.25, high: 0.25, at: 1 });
  expect(wasserstein).toEqual({ distance: 0.75, low: 0.75, high: 0.75 });
  expect(compareSketches({ upTo: [], counts: [] }, sketch(profileTable(a))).ks.high).toBe(0);
});

test("a table in a profile's bins keeps its categories, and what the profile does not have", () => {
  const reference = profileTable(makeTable({ city: ["Rome", "Oslo"], gone: [1, 2] }));
  const like = profileLike(reference, makeTable({ city: ["Bern", null], fresh: [1, Number.NaN] }));
  expect(like.columns["city"]).toMatchObject({ categories: [{ value: "Bern", count: 1 }], other: 0, missing: 1 });
  expect(like.columns["fresh"]).toMatchObject({ nan: 1 });
  const many = Array.from({ length: 300 }, (_, i) => `c${i}`);
  const cut = profileLike(profileTable(makeTable({ city: ["c299"] })), makeTable({ city: many })).columns["city"];
  expect(cut).toMatchObject({ other: 199, distinct: 300 });
});
