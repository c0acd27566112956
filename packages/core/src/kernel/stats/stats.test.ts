import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import * as stats from "./index.ts";

interface Sample {
  values: number[];
  mean: number;
  m2: number;
  m3: number;
  variance: number;
  quantiles: number[];
  mode: number;
  ranks: number[];
  auto: { counts: number[]; edges: number[] };
  seven: { counts: number[]; edges: number[] };
}

const functions: Record<string, unknown> = { ...stats };

const golden = JSON.parse(readFileSync(new URL("./__golden__/stats.json", import.meta.url), "utf8")) as {
  samples: Record<string, Sample>;
  skewness: number;
  probabilities: number[];
  xoshiro: { state: number[]; outputs: number[] };
  wilson: number[][];
  [table: string]: unknown;
};

function expectClose(actual: number | null, expected: number, tolerance: number, what: string): void {
  const error = Math.abs((actual as number) - expected);
  if (!(error <= tolerance * Math.abs(expected) + 1e-30))
    throw new Error(`${what}: ${actual} is not ${expected} (relative error ${error / Math.abs(expected)})`);
}

describe("special functions and distributions equal scipy", () => {
  const tolerances = {
    erf: 1e-13,
    erfc: 1e-12,
    logGamma: 1e-13,
    gammaLower: 1e-12,
    gammaUpper: 1e-12,
    incompleteBeta: 1e-12,
    betaQuantile: 1e-11,
    normalCdf: 1e-12,
    normalSurvival: 1e-12,
    normalQuantile: 1e-12,
    studentTSurvival: 1e-12,
    studentTQuantile: 1e-12,
    chiSquaredSurvival: 1e-12,
  } as const;
  for (const [name, tolerance] of Object.entries(tolerances)) {
    test(name, () => {
      const rows = golden[name] as number[][];
      expect(rows.length).toBeGreaterThan(15);
      const compute = functions[name] as (...args: number[]) => number;
      for (const row of rows)
        expectClose(compute(...row.slice(0, -1)), row.at(-1) as number, tolerance, `${name}(${row.slice(0, -1).join(", ")})`);
    });
  }
});

test("special functions are NaN outside their domain and exact at its ends", () => {
  expect(stats.logGamma(0)).toBeNaN();
  expect(stats.gammaLower(-1, 1)).toBeNaN();
  expect(stats.gammaUpper(1, -1)).toBeNaN();
  expect(stats.gammaUpper(2, Number.POSITIVE_INFINITY)).toBe(0);
  expect(stats.gammaLower(2, Number.POSITIVE_INFINITY)).toBe(1);
  expect(stats.incompleteBeta(1, 1, 2)).toBeNaN();
  expect(stats.incompleteBeta(1, 1, 1)).toBe(1);
  expect(stats.inverseIncompleteBeta(1, 1, -0.1)).toBeNaN();
  expect(stats.inverseIncompleteBeta(2, 3, 1)).toBe(1);
  expect(stats.normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY);
  expect(stats.normalQuantile(1)).toBe(Number.POSITIVE_INFINITY);
  expect(stats.normalQuantile(1.1)).toBeNaN();
  expect(stats.studentTQuantile(0, 3)).toBe(Number.NEGATIVE_INFINITY);
  expect(stats.studentTQuantile(-1, 3)).toBeNaN();
  expect(stats.studentTSurvival(Number.POSITIVE_INFINITY, 3)).toBe(0);
  expect(stats.erf(Number.POSITIVE_INFINITY)).toBe(1);
  expect(stats.erfc(Number.POSITIVE_INFINITY)).toBe(0);
  expect(stats.erfc(31) > 0).toBe(false);
  expect(stats.incompleteBeta(0.5, 2, 1e-300)).toBeCloseTo(0, 100);
});

test("distribution functions are the special functions they stand for", () => {
  expect(stats.chiSquaredCdf(3, 4)).toBe(stats.gammaLower(2, 1.5));
  expect(stats.betaCdf(0.3, 2, 5)).toBe(stats.incompleteBeta(2, 5, 0.3));
  expect(stats.betaQuantile(0.3, 2, 5)).toBe(stats.inverseIncompleteBeta(2, 5, 0.3));
  expect(stats.gammaCdf(0.3, 2)).toBe(stats.gammaLower(2, 0.3));
  expect(stats.studentTCdf(1, 7)).toBe(1 - stats.studentTSurvival(1, 7));
});

describe.each(Object.entries(golden.samples))("sample %s equals numpy", (name, sample) => {
  const values = Float64Array.from(sample.values);
  test("moments", () => {
    const moments = stats.momentsOf(values);
    expectClose(moments.mean, sample.mean, 1e-15, "mean");
    expectClose(moments.m2, sample.m2, 1e-12, "m2");
    expectClose(stats.variance(moments), sample.variance, 1e-12, "variance");
    expect(Math.abs(moments.m3 - sample.m3)).toBeLessThanOrEqual(1e-12 * sample.m2 ** 1.5);
    if (name === "skewed") expectClose(stats.skewness(moments), golden.skewness, 1e-12, "skewness");
    expect([moments.min, moments.max, moments.n]).toEqual([Math.min(...values), Math.max(...values), values.length]);
  });
  test("moments of two parts merge to those of the whole", () => {
    const whole = stats.momentsOf(values);
    const cut = Math.floor(values.length / 3);
    const merged = stats.mergeMoments(stats.momentsOf(values.subarray(0, cut)), stats.momentsOf(values.subarray(cut)));
    expectClose(merged.mean, whole.mean, 1e-14, "mean");
    const lostToTheOffset = 2 ** -52 * Math.abs(whole.mean) * Math.sqrt(whole.m2 * whole.n); // the mean is one double
    expect(Math.abs(merged.m2 - whole.m2)).toBeLessThanOrEqual(1e-12 * whole.m2 + lostToTheOffset);
    expect(Math.abs(merged.m3 - whole.m3)).toBeLessThanOrEqual(1e-11 * whole.m2 ** 1.5 + 10 * lostToTheOffset);
  });
  test("quantiles, mode and ranks", () => {
    expect(stats.quantiles(values, golden.probabilities)).toEqual(sample.quantiles);
    expect(stats.mode(values)).toBe(sample.mode);
    expect([...stats.ranksOf(values).ranks]).toEqual(sample.ranks);
  });
  test("histogram", () => {
    for (const [expected, options] of [
      [sample.auto, {}],
      [sample.seven, { bins: 7 }],
    ] as const) {
      const { edges, counts, outside } = stats.histogram(values, options);
      expect([...counts]).toEqual(expected.counts);
      for (const [i, edge] of expected.edges.entries())
        expect(Math.abs((edges[i] as number) - edge)).toBeLessThanOrEqual(1e-15 * Math.max(1, ...values.map(Math.abs)));
      expect(outside).toBe(0);
    }
  });
});

test("Wilson's interval equals scipy's", () => {
  for (const [successes, n, level, low, high] of golden.wilson as [number, number, number, number, number][]) {
    const interval = stats.wilsonInterval(successes, n, level) as [number, number];
    expect(interval[0]).toBeCloseTo(low, 12);
    expect(interval[1]).toBeCloseTo(high, 12);
  }
  expect(stats.wilsonInterval(0, 0)).toBe(null);
});
