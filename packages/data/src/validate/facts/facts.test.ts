import { Random } from "@mlops/core/stats";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { valuesAtRanks } from "./order-statistics.ts";
import { quantilesOf } from "./quantiles.ts";
import { candidatesOf } from "./repeated-numbers.ts";
import { selectRank } from "./select-rank.ts";

const sorted = (values: Float64Array) => values.slice().sort();

/** Samples whose values crowd, spread, repeat or come in order. */
const SHAPES: Readonly<Record<string, (random: Random, i: number) => number>> = {
  normal: (random) => random.normal(),
  heavy: (random) => Math.exp(5 * random.normal()),
  tied: (random) => random.int(7),
  offset: (random) => 1e9 + random.uniform(),
  ascending: (_, i) => i,
  constant: () => 3,
  infinite: (random) => (random.int(1000) === 0 ? Number.NEGATIVE_INFINITY : random.normal()),
};

describe("order statistics", () => {
  it.each(Object.keys(SHAPES))("of %s samples are those of a sort", (shape) => {
    const random = new Random(3);
    const draw = SHAPES[shape] as (random: Random, i: number) => number;
    for (const n of [1, 5, 3000, 150_000]) {
      const values = Float64Array.from({ length: n }, (_, i) => draw(random, i));
      const order = sorted(values);
      const ranks = [0, Math.floor(n * 0.1), n >> 1, Math.floor(n * 0.9), n - 1];
      expect(valuesAtRanks(values, ranks)).toEqual(ranks.map((rank) => order[rank]));
      for (const q of [0, 0.001, 0.25, 0.5, 0.77, 1]) {
        const place = q * (n - 1);
        const low = order[Math.floor(place)] as number;
        const high = order[Math.ceil(place)] as number;
        expect(quantilesOf(values, [q], "lower")).toEqual([low]);
        expect(quantilesOf(values, [q], "higher")).toEqual([high]);
        if (n > 100_000) expect([undefined, low]).toContain(selectRank(values, Math.floor(place), Math.ceil(place))?.[0]);
      }
    }
  });

  it("give way to a sort where the sample misleads, and are NaN where a value is", () => {
    const n = 120_000;
    const stride = n / 8192;
    const misleading = Float64Array.from({ length: n }, () => 5);
    for (let i = 0; i < 8192; i++) misleading[Math.floor(i * stride)] = i / 1000 + 10;
    expect(selectRank(misleading, 100, 101)).toBe(undefined);
    expect(quantilesOf(misleading, [0.001, 0.5])).toEqual([5, 5]);
    misleading[77] = Number.NaN;
    expect(quantilesOf(misleading, [0.5])).toEqual([Number.NaN]);
    expect(quantilesOf(Float64Array.of(1, Number.NaN), [0.5])).toEqual([Number.NaN]);
    expect(quantilesOf(new Float64Array(0), [0.5])).toEqual([Number.NaN]);
  });
});

describe("candidates for repeated numbers", () => {
  it("are every repeated value's rows, and hardly any other", () => {
    const random = new Random(5);
    const values = Float64Array.from({ length: 100_000 }, () => random.normal());
    values[7] = values[99_000] as number;
    values[12] = -0;
    values[13] = 0;
    values[20] = Number.NaN;
    values[30] = -Number.NaN;
    const found = candidatesOf(values, null, null) as Int32Array;
    expect([...found]).toEqual(expect.arrayContaining([7, 12, 13, 20, 30, 99_000]));
    expect(found.length).toBeLessThan(20);
    expect(candidatesOf(values, null, new Uint8Array(values.length).fill(1, 8)) as Int32Array).not.toContain(99_000);
    expect(
      candidatesOf(
        Float64Array.from({ length: 1000 }, (_, i) => i % 10),
        null,
        null,
      ),
    ).toBe(null);
  });

  it("leave out no repeated value", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.double(), fc.integer({ min: 0, max: 40 })), { maxLength: 300 }), (list) => {
        const values = Float64Array.from(list);
        const found = candidatesOf(values, null, null);
        if (found === null) return;
        const repeated = list.flatMap((one, row) => (list.filter((other) => Object.is(other + 0, one + 0)).length > 1 ? [row] : []));
        expect([...found]).toEqual(expect.arrayContaining(repeated));
      }),
    );
  });
});
