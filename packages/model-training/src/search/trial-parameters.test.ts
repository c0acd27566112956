import { SearchConfig, TrainingConfig } from "@mlops/models";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { trialParameters } from "./trial-parameters.ts";

const parse = (config: object) => SearchConfig.parse(config) as SearchConfig & { method: "random" | "grid" };

describe("trialParameters", () => {
  it("takes every combination of a grid, ranges in steps", () => {
    const space = { a: { values: ["x", null] }, b: { range: [1, 100], log: true }, c: { range: [1, 4], int: true, steps: 2 } };
    const grid = trialParameters(parse({ method: "grid", trials: 12, space }), 0);
    expect(grid).toHaveLength(12);
    expect(grid[0]).toEqual({ a: "x", b: 1, c: 1 });
    expect(grid.at(-1)).toEqual({ a: null, b: 100, c: 4 });
    expect(new Set(grid.map(({ b }) => b))).toEqual(new Set([1, 10, 100]));
    expect(trialParameters(parse({ method: "grid", space: { c: { range: [1, 2], int: true, steps: 5 } } }), 0)).toEqual([
      { c: 1 },
      { c: 2 },
    ]);
  });

  it("says how many combinations are too many", () => {
    const config = parse({ method: "grid", trials: 5, space: { a: { range: [0, 1], steps: 6 } } });
    expect(() => trialParameters(config, 0)).toThrow(
      expect.objectContaining({ code: "PARAMETER_INVALID", hint: "set trials to 6, or take fewer values" }),
    );
  });

  it("draws within the ranges, the same for the same seed, none twice", () => {
    const number = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(number, number, fc.boolean(), fc.integer(), (one, other, log, seed) => {
        fc.pre(one !== other);
        const range = [Math.min(one, other), Math.max(one, other)];
        const config = parse({ trials: 8, space: { a: { range, log }, b: { range: [1, 1000], log, int: true } } });
        const drawn = trialParameters(config, seed);
        expect(trialParameters(config, seed)).toEqual(drawn);
        expect(new Set(drawn.map((one) => JSON.stringify(one))).size).toBe(drawn.length);
        for (const { a, b } of drawn) {
          expect(a).toBeGreaterThanOrEqual(range[0] as number);
          expect(a).toBeLessThanOrEqual(range[1] as number);
          expect(Number.isInteger(b) && (b as number) >= 1 && (b as number) <= 1000).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  });

  it("draws small values as often as large ones on a logarithm", () => {
    const drawn = trialParameters(parse({ trials: 400, space: { a: { range: [0.001, 1000], log: true } } }), 3);
    const small = drawn.filter(({ a }) => (a as number) < 1).length;
    expect(small).toBeGreaterThan(160);
    expect(small).toBeLessThan(240);
  });

  it("stops where a space has no more combinations", () => {
    const drawn = trialParameters(parse({ trials: 50, space: { a: { values: [1, 2] }, b: { range: [0, 1], int: true } } }), 0);
    expect(drawn.map((one) => JSON.stringify(one)).sort()).toEqual(['{"a":1,"b":0}', '{"a":1,"b":1}', '{"a":2,"b":0}', '{"a":2,"b":1}']);
  });

  it("starts with the trials that a longer search starts with", () => {
    const config = (trials: number) => parse({ trials, space: { a: { range: [0, 1] } } });
    expect(trialParameters(config(9), 4).slice(0, 4)).toEqual(trialParameters(config(4), 4));
  });
});

describe("a space in the configuration", () => {
  const issues = (space: object, parameters: object = {}) =>
    TrainingConfig.safeParse({ algorithm: "ridge", parameters, search: { space } } as object).error?.issues.map(
      ({ path, message }) => `${path.join(".")}: ${message}`,
    );

  it("is checked by name and value before anything is read", () => {
    expect(issues({ alpha: { range: [0, 1] } }, { alpha: 3 })).toBeUndefined();
    expect(issues({ alpa: { range: [0, 1] } })).toEqual([expect.stringMatching(/^search\.space\.alpa: 0: unknown parameter/)]);
    expect(issues({ alpha: { range: [-1, 1] } })).toEqual([expect.stringMatching(/^search\.space\.alpha: -1: /)]);
    expect(issues({ fit_intercept: { values: [true, "no"] } })).toEqual([expect.stringMatching(/^search\.space\.fit_intercept: "no": /)]);
    expect(issues({ fit_intercept: { values: [true] }, fitIntercept: { values: [true] } })).toEqual([
      expect.stringContaining("given twice"),
    ]);
  });

  it.each([
    [{}],
    [{ alpha: {} }],
    [{ alpha: { values: [1], range: [0, 1] } }],
    [{ alpha: { values: [1], log: true } }],
    [{ alpha: { range: [1, 0] } }],
    [{ alpha: { range: [0, 1], log: true } }],
    [{ alpha: { range: [0.5, 1], int: true } }],
    [{ alpha: { values: [] } }],
  ])("is refused: %j", (space) => {
    expect(issues(space)?.length).toBeGreaterThan(0);
  });
});
