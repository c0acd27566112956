import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exponential } from "./exponential.ts";

const golden = JSON.parse(readFileSync(new URL("./__golden__/exponential.json", import.meta.url), "utf8")) as {
  values: [number, number][];
};

/** Doubles between two, both of one sign. */
function steps(a: number, b: number): number {
  const [from, to] = new BigInt64Array(Float64Array.of(a, b).buffer) as unknown as [bigint, bigint];
  return Number(from > to ? from - to : to - from);
}

describe("exponential", () => {
  it("is at most one double from the nearest to e^x", () => {
    for (const [x, nearest] of golden.values) expect([x, steps(exponential(x), nearest) <= 1]).toEqual([x, true]);
    const exact = golden.values.filter(([x, nearest]) => exponential(x) === nearest).length;
    expect(exact / golden.values.length).toBeGreaterThan(0.9);
  });

  it("takes every number", () => {
    const ends = [0, -0, 1, 709.8, -745.2, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN];
    expect(ends.map(exponential)).toEqual([1, 1, Math.E, Number.POSITIVE_INFINITY, 0, Number.POSITIVE_INFINITY, 0, Number.NaN]);
    fc.assert(
      fc.property(fc.double(), (x) => {
        const own = exponential(x);
        const theirs = Math.exp(x);
        // engines are a double apart, and both less than one from e^x
        expect(Object.is(own, theirs) || steps(own, theirs) <= 2).toBe(true);
      }),
    );
  });
});
