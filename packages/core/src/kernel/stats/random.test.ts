import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { chiSquaredSurvival, momentsOf, normalCdf, Random, variance } from "./index.ts";

const golden = JSON.parse(readFileSync(new URL("./__golden__/stats.json", import.meta.url), "utf8")) as {
  xoshiro: { state: number[]; outputs: number[] };
};
const draw = (count: number, next: () => number) => Float64Array.from({ length: count }, next);

describe("Random", () => {
  test("is xoshiro128**", () => {
    const random = Random.fromState(golden.xoshiro.state);
    expect(golden.xoshiro.outputs.map(() => random.uint32())).toEqual(golden.xoshiro.outputs);
  });

  test("gives the same bits for a seed for ever", () => {
    const random = new Random(42);
    expect([random.uint32(), random.uniform(), random.int(1000), random.normal(), random.normal()]).toEqual([
      447230218, 0.9366633482582213, 123, -1.0520880698800215, -0.17194951061394564,
    ]);
    expect([...new Random("split").permutation(8)]).toEqual([4, 2, 0, 6, 7, 1, 3, 5]);
  });

  test("differs between seeds, forks and kinds of seed, and a fork does not move its origin", () => {
    const origin = new Random(1);
    const first = origin.fork("a").uint32();
    expect(origin.fork("a").uint32()).toBe(first);
    expect(origin.fork("b").uint32()).not.toBe(first);
    expect(origin.uint32()).toBe(new Random(1).uint32());
    expect(origin.fork("a").uint32()).toBe(first);
    expect(new Random(1).uint32()).not.toBe(new Random("1").uint32());
    const starts = new Set(Array.from({ length: 1000 }, (_, seed) => new Random(seed).uint32()));
    expect(starts.size).toBe(1000);
  });

  test("uniform fills [0, 1) evenly", () => {
    const random = new Random(3);
    const counts = new Float64Array(64);
    const n = 64_000;
    for (let i = 0; i < n; i++) {
      const bin = Math.floor(random.uniform() * 64);
      counts[bin] = (counts[bin] as number) + 1;
    }
    const statistic = counts.reduce((sum, count) => sum + (count - n / 64) ** 2 / (n / 64), 0);
    expect(chiSquaredSurvival(statistic, 63)).toBeGreaterThan(0.001);
  });

  test("int gives every number below its bound equally often", () => {
    const fair = new Random(5);
    const tally = new Float64Array(7);
    for (let i = 0; i < 70_000; i++) {
      const face = fair.int(7);
      tally[face] = (tally[face] as number) + 1;
    }
    const statistic = tally.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquaredSurvival(statistic, 6)).toBeGreaterThan(0.001);
  });

  test("normal has mean 0, variance 1 and the normal's tails", () => {
    const random = new Random(6);
    const values = draw(100_000, () => random.normal());
    const moments = momentsOf(values);
    expect(Math.abs(moments.mean)).toBeLessThan(0.0125);
    expect(Math.abs((variance(moments) as number) - 1)).toBeLessThan(0.02);
    const below = values.filter((z) => z < -1.5).length / values.length;
    expect(Math.abs(below - normalCdf(-1.5))).toBeLessThan(0.004);
  });

  test("shuffle and sample give each number once", () => {
    const random = new Random(8);
    expect([...random.permutation(100)].sort((a, b) => a - b)).toEqual([...Array(100).keys()]);
    const taken = random.sample(50, 20);
    expect(new Set(taken).size).toBe(20);
    expect(Math.max(...taken)).toBeLessThan(50);
    expect(random.sample(3, 10).length).toBe(3);
    expect(random.shuffle(["a", "b", "c"]).sort()).toEqual(["a", "b", "c"]);
  });
});
