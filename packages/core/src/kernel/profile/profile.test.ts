import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { aq, type Column, fromValues, makeTable, takeTable } from "../../table/index.ts";
import { mergeProfiles, type NumericProfile, profileColumn, profileQuantile, profileTable, type TableProfile } from "./index.ts";

const profile = (values: readonly unknown[]) => profileColumn(fromValues(values));
const numbers = (values: readonly (number | null)[], bins?: number) =>
  profileColumn(fromValues(values), bins === undefined ? {} : { bins }) as NumericProfile;

describe("profileColumn", () => {
  test("counts missing, NaN and infinite numbers apart and describes the rest", () => {
    expect(numbers([1, 2, 2, null, Number.NaN, Number.POSITIVE_INFINITY, -5])).toEqual({
      kind: "numeric",
      rows: 7,
      missing: 1,
      nan: 1,
      infinite: 1,
      integer: false,
      mean: 0,
      m2: 34,
      min: -5,
      max: 2,
      sketch: { upTo: [-5, 1, 2], counts: [1, 1, 2], below: [0, 0, 0] },
    });
  });
  test("of no values has no figures", () => {
    expect(numbers([null])).toMatchObject({ mean: null, m2: null, min: null, max: null, sketch: { upTo: [], counts: [] } });
    expect(profileQuantile(numbers([]), 0.5)).toBe(null);
    expect(profile([new Date(5), null].slice(0, 1))).toMatchObject({ kind: "timestamp", min: 5, max: 5 });
  });
  test("keeps the most frequent categories and counts the others", () => {
    expect(profileColumn(fromValues(["b", "a", "c", "b", null, "a", "d"]), { categories: 2 })).toEqual({
      kind: "string",
      rows: 7,
      missing: 1,
      categories: [
        { value: "a", count: 2 },
        { value: "b", count: 2 },
      ],
      other: 2,
      distinct: 4,
    });
    expect(profile([true, null, true, false])).toMatchObject({
      kind: "boolean",
      missing: 1,
      categories: [
        { value: "true", count: 2 },
        { value: "false", count: 1 },
      ],
    });
  });
  test("gives instants their range, and 64-bit integers as doubles", () => {
    expect(profile([new Date(1000), null, new Date(-5)])).toEqual({ kind: "timestamp", rows: 3, missing: 1, min: -5, max: 1000 });
    expect(profile([2n ** 60n, null])).toMatchObject({ kind: "numeric", integer: true, min: 2 ** 60, missing: 1 });
  });
  test("stays JSON-safe where sums overflow", () => {
    const huge = numbers([Number.MAX_VALUE, Number.MAX_VALUE, -Number.MAX_VALUE]);
    expect(huge.m2).toBe(null);
    expect(JSON.parse(JSON.stringify(huge))).toEqual(huge);
    expect(
      mergeProfiles({ version: 1, rows: 3, columns: { x: huge } }, { version: 1, rows: 3, columns: { x: huge } }).columns["x"],
    ).toMatchObject({ m2: null, mean: null });
  });
});

describe("the sketch", () => {
  const bigSample = fc.array(
    fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 3 })),
    {
      minLength: 1,
      maxLength: 400,
    },
  );
  test("counts exactly the values up to each of its ends, in at most bins + 1 of them", () => {
    fc.assert(
      fc.property(bigSample, (values) => {
        const { sketch } = numbers(values, 16);
        expect(sketch.upTo.length).toBeLessThanOrEqual(17);
        let below = 0;
        for (const [i, end] of sketch.upTo.entries()) {
          below += sketch.counts[i] as number;
          expect(below).toBe(values.filter((value) => value <= end).length);
        }
        expect(below).toBe(values.length);
      }),
    );
  });
  test("finds a quantile within two bins' share of the ranks, merged or not", () => {
    fc.assert(
      fc.property(bigSample, bigSample, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, p) => {
        const whole = { version: 1, rows: a.length, columns: { x: numbers(a, 16) } } as TableProfile;
        const other = { version: 1, rows: b.length, columns: { x: numbers(b, 16) } } as TableProfile;
        const merged = mergeProfiles(whole, other, { bins: 16 }).columns["x"] as NumericProfile;
        const all = [...a, ...b];
        const value = profileQuantile(merged, p) as number;
        const atMost = all.filter((x) => x <= value).length / all.length;
        const below = all.filter((x) => x < value).length / all.length;
        expect(below).toBeLessThanOrEqual(p + 4 / 16 + 1e-9);
        expect(atMost).toBeGreaterThanOrEqual(p - 4 / 16 - 1e-9);
      }),
    );
  });
});

describe("mergeProfiles", () => {
  test("of two parts equals the whole where nothing is cut", () => {
    const part = fc.record({
      x: fc.array(fc.option(fc.integer({ min: -20, max: 20 })), { minLength: 12, maxLength: 12 }),
      city: fc.array(fc.option(fc.constantFrom("Rome", "Oslo", "Bern")), { minLength: 12, maxLength: 12 }),
    });
    fc.assert(
      fc.property(part, fc.integer({ min: 1, max: 11 }), (columns, cut) => {
        const table = makeTable({
          x: fromValues([1, ...columns.x]),
          city: fromValues(["Rome", ...columns.city]),
          at: fromValues(Array.from({ length: 13 }, (_, row) => new Date(row))),
        });
        const rows = Uint32Array.from({ length: 13 }, (_, row) => row);
        const merged = mergeProfiles(
          profileTable(takeTable(table, rows.subarray(0, cut))),
          profileTable(takeTable(table, rows.subarray(cut))),
        );
        const whole = profileTable(table);
        const { mean, m2, ...exact } = merged.columns["x"] as NumericProfile;
        const { mean: wholeMean, m2: wholeM2, ...wholeExact } = whole.columns["x"] as NumericProfile;
        expect(exact).toEqual(wholeExact);
        expect(mean).toBeCloseTo(wholeMean as number, 10);
        expect(m2).toBeCloseTo(wholeM2 as number, 8);
        expect(merged.columns["city"]).toEqual(whole.columns["city"]);
        expect(merged.columns["at"]).toEqual(whole.columns["at"]);
        expect(merged.rows).toBe(13);
      }),
    );
  });
  test("does not claim to know how many categories there are once some were cut", () => {
    const one = profileTable(aq.table({ c: ["a", "b", "c"] }), { categories: 2 });
    const merged = mergeProfiles(one, one, { categories: 1 });
    expect(merged.columns["c"]).toMatchObject({ categories: [{ value: "a", count: 2 }], other: 4, distinct: null });
  });
  test("with an empty part changes nothing", () => {
    const empty = profileTable(makeTable({ x: fromValues([null]) as Column, at: fromValues([new Date(0)]) }));
    const full = profileTable(makeTable({ x: [1, 2, 3].slice(0, 1), at: [new Date(9)] }));
    expect(mergeProfiles(empty, full).columns["x"]).toMatchObject({ mean: 1, m2: 0, min: 1, max: 1, rows: 2, missing: 1 });
    expect(mergeProfiles(empty, empty).columns["x"]).toMatchObject({ mean: null, min: null });
  });
  test("needs the same columns of the same kinds", () => {
    const x = profileTable(aq.table({ x: [1] }));
    const y = profileTable(aq.table({ x: [1], y: [1] }));
    expect(() => mergeProfiles(x, y)).toThrow(expect.objectContaining({ code: "COLUMN_MISSING" }));
    expect(() => mergeProfiles(y, x)).toThrow(expect.objectContaining({ code: "COLUMN_MISSING" }));
    expect(() => mergeProfiles(x, profileTable(aq.table({ x: ["a"] })))).toThrow('column "x" is string, not numeric');
  });
});

test("profileTable takes the rows a filtered table shows and the columns named", () => {
  const table = aq.table({ x: [1, 2, 3], y: ["a", "b", "c"] }).filter("d => d.x > 1");
  const result = profileTable(table, { columns: ["x"] });
  expect(Object.keys(result.columns)).toEqual(["x"]);
  expect(result).toMatchObject({ version: 1, rows: 2, columns: { x: { min: 2, mean: 2.5 } } });
  expect(() => profileTable(table, { columns: ["z"] })).toThrow(expect.objectContaining({ code: "COLUMN_MISSING" }));
});
