import { SearchConfig } from "@mlops/models";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type MadeTrial, nextRound } from "./learned-trials.ts";
import type { TrialParameters } from "./trial-parameters.ts";
import { trialRounds } from "./trial-rounds.ts";

type Score = (parameters: TrialParameters, trial: number) => number | null;

/** Makes every trial of a search; the sizes of its rounds beside them. */
function searched(config: object, seed: number, score: Score, higherIsBetter = false) {
  const rounds = trialRounds(SearchConfig.parse(config), seed, higherIsBetter);
  const made: MadeTrial[] = [];
  const sizes: number[] = [];
  for (let round = rounds.next(made); round.length > 0; round = rounds.next(made)) {
    sizes.push(round.length);
    const first = made.length;
    made.push(...round.map((parameters, at) => ({ parameters, score: { value: score(parameters, first + at) } })));
  }
  return { made, sizes };
}

const number = (value: unknown): number => value as number;
const least = ({ made }: { made: readonly MadeTrial[] }): number =>
  Math.min(...made.map(({ score }) => score.value ?? Number.POSITIVE_INFINITY));
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Functions of known minimum 0: Branin's, Hartmann's of six numbers, and one of a logarithm, a whole number and choices. */
const branin = ({ x, y }: TrialParameters): number =>
  (number(y) - (5.1 / (4 * Math.PI ** 2)) * number(x) ** 2 + (5 / Math.PI) * number(x) - 6) ** 2 +
  10 * (1 - 1 / (8 * Math.PI)) * Math.cos(number(x)) +
  10 -
  0.397887;
const mixed = ({ rate, leaves, kind, flag }: TrialParameters): number =>
  (Math.log10(number(rate)) + 2) ** 2 +
  (Math.log2(number(leaves)) - 5) ** 2 / 4 +
  ({ a: 1, b: 0, c: 2, d: 0.5 }[kind as string] as number) +
  (flag ? 0 : 0.7);
const SPACES = {
  branin: { x: { range: [-5, 10] }, y: { range: [0, 15] } },
  mixed: {
    rate: { range: [1e-4, 1], log: true },
    leaves: { range: [2, 256], int: true, log: true },
    kind: { values: ["a", "b", "c", "d"] },
    flag: { values: [true, false] },
  },
};

describe("a search that learns", () => {
  it.each([
    ["branin", branin, 3],
    ["mixed", mixed, 5],
  ] as const)("comes nearer to the best of %s than random draws do", (name, score, factor) => {
    const gaps = (method: string): number =>
      mean(Array.from({ length: 30 }, (_, seed) => least(searched({ method, trials: 60, space: SPACES[name] }, seed, score))));
    expect(gaps("tpe") * factor).toBeLessThan(gaps("random"));
  });

  it("begins with draws, goes on in rounds, and keeps to the space, none twice, whatever the scores", () => {
    const dimension = fc.oneof(
      fc.record({ values: fc.uniqueArray(fc.oneof(fc.integer(), fc.string(), fc.constant(null)), { minLength: 1, maxLength: 4 }) }),
      fc.record({
        range: fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 51, max: 90 })),
        int: fc.boolean(),
        log: fc.boolean(),
      }),
    );
    const spaces = fc.dictionary(fc.constantFrom("a", "b", "c"), dimension, { minKeys: 1 });
    const scores = fc.array(fc.oneof(fc.double({ noNaN: true }), fc.constant(null)), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(spaces, scores, fc.integer(), fc.boolean(), (space, given, seed, higher) => {
        const config = { method: "tpe", trials: 25, space };
        const score: Score = (_, trial) => given[trial % given.length] as number | null;
        const { made, sizes } = searched(config, seed, score, higher);
        expect(searched(config, seed, score, higher).made).toEqual(made);
        expect(new Set(made.map(({ parameters }) => JSON.stringify(parameters))).size).toBe(made.length);
        expect(made.length).toBeLessThanOrEqual(25);
        if (made.length === 25) expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(25);
        expect(Math.max(...sizes)).toBeLessThanOrEqual(10);
        for (const { parameters } of made)
          for (const [name, { values, range, int }] of Object.entries(space) as [
            string,
            { values?: unknown[]; range?: number[]; int?: boolean },
          ][]) {
            const value = parameters[name];
            if (values !== undefined) expect(values).toContainEqual(value);
            else {
              expect(number(value)).toBeGreaterThanOrEqual(range?.[0] as number);
              expect(number(value)).toBeLessThanOrEqual(range?.[1] as number);
              if (int) expect(Number.isInteger(value)).toBe(true);
            }
          }
      }),
      { numRuns: 60 },
    );
  });

  it("makes all combinations of a small space and ends", () => {
    const space = { a: { values: [1, 2, 3] }, b: { range: [0, 4], int: true } };
    const { made } = searched({ method: "tpe", trials: 50, space }, 1, ({ a, b }) => number(a) + number(b));
    expect(made).toHaveLength(15);
  });

  it("keeps away from trials that fail", () => {
    const space = { x: { range: [0, 1] } };
    const { made } = searched({ method: "tpe", trials: 50, space }, 2, ({ x }) => (number(x) > 0.5 ? null : number(x)));
    const failed = made.slice(10).filter(({ score }) => score.value === null).length;
    expect(failed).toBeLessThan(8);
  });

  it("looks where the score is high where that is better", () => {
    const first = nextRound(SearchConfig.parse({ trials: 40, space: SPACES.branin }), [], 0, true);
    expect(first).toHaveLength(10);
    const { made } = searched(
      { method: "tpe", trials: 60, space: { x: { range: [0, 1] } } },
      3,
      ({ x }) => -((number(x) - 0.8) ** 2),
      true,
    );
    expect(mean(made.slice(30).map(({ parameters }) => number(parameters["x"])))).toBeCloseTo(0.8, 1);
  });
});
