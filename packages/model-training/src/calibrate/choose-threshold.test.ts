import { ThresholdConfig } from "@mlops/models";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseThreshold, costPerRow } from "./choose-threshold.ts";

const given = (pairs: readonly (readonly [number, number])[]) => ({
  labels: Int32Array.from(pairs, ([label]) => label),
  scores: Float64Array.from(pairs, ([, score]) => score),
});
const rows = given([
  [0, 0.1],
  [0, 0.3],
  [1, 0.5],
  [1, 0.9],
  [0, 0.6],
]);

function countsAt({ labels, scores }: ReturnType<typeof given>, threshold: number) {
  const counts = { tp: 0, fp: 0, fn: 0, tn: 0 };
  for (const [row, label] of labels.entries()) {
    const called = (scores[row] as number) >= threshold;
    if (label === 1) counts[called ? "tp" : "fn"]++;
    else counts[called ? "fp" : "tn"]++;
  }
  return counts;
}

describe("chooseThreshold", () => {
  it("weighs what a wrong call costs", () => {
    const cost = (falseNegative: number) => chooseThreshold(ThresholdConfig.parse({ method: "cost", falseNegative }), rows);
    expect(cost(5)).toEqual({ method: "cost", value: 0.4, score: 0.2, rows: 5 });
    expect(cost(0.1)).toMatchObject({ value: 0.75, score: 0.02 });
    const gain = ThresholdConfig.parse({ method: "cost", falsePositive: 0, truePositive: -1 });
    expect(chooseThreshold(gain, rows)).toMatchObject({ score: -0.4 });
  });

  it("takes F-beta, or the value that is given", () => {
    const beta = (value: number) => chooseThreshold(ThresholdConfig.parse({ method: "f_beta", beta: value }), rows);
    expect(beta(1)).toEqual({ method: "f_beta", value: 0.4, score: 0.8, rows: 5 });
    expect(beta(0.1).value).toBe(0.75);
    expect(chooseThreshold(ThresholdConfig.parse({ method: "fixed", value: 0.2 }), given([]))).toEqual({
      method: "fixed",
      value: 0.2,
      score: null,
      rows: 0,
    });
  });

  it("takes a weight for so many rows", () => {
    const weights = Float64Array.of(1, 3, 0, 2, 1, 4);
    const labels = Int32Array.of(0, 1, 1, 0, 1, 0);
    const scores = Float64Array.of(0.1, 0.3, 0.35, 0.5, 0.6, 0.9);
    const places = [...weights].flatMap((weight, row) => new Array<number>(weight).fill(row));
    const repeated = {
      labels: Int32Array.from(places, (row) => labels[row] as number),
      scores: Float64Array.from(places, (row) => scores[row] as number),
    };
    for (const method of ["cost", "f_beta"] as const) {
      const config = { method, beta: 1, falsePositive: 1, falseNegative: 2, truePositive: 0, trueNegative: 0 };
      const chosen = chooseThreshold(config, { labels, scores, weights });
      expect(chosen.score).toBeCloseTo(chooseThreshold(config, repeated).score as number, 12);
    }
  });

  it("may call every row positive, or none", () => {
    const cheap = ThresholdConfig.parse({ method: "cost", falsePositive: 0 });
    expect(countsAt(rows, chooseThreshold(cheap, rows).value).fn).toBe(0);
    const dear = ThresholdConfig.parse({ method: "cost", falseNegative: 0 });
    expect(chooseThreshold(dear, rows).value).toBe(0.95);
    expect(
      chooseThreshold(
        dear,
        given([
          [0, 1],
          [1, 0.5],
        ]),
      ).value,
    ).toBeGreaterThan(1);
  });

  it("is never beaten by another threshold", () => {
    const score = fc.oneof(fc.constantFrom(0, 0.25, 0.5, 1), fc.double({ min: 0, max: 1, noNaN: true }));
    const sets = fc.array(fc.tuple(fc.constantFrom(0, 1), score), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(sets, fc.integer({ min: 0, max: 9 }), (pairs, falseNegative) => {
        const config = ThresholdConfig.parse({ method: "cost", falseNegative });
        const set = given(pairs);
        const chosen = chooseThreshold(config, set);
        expect(costPerRow(config, countsAt(set, chosen.value))).toBeCloseTo(chosen.score as number, 12);
        for (const [, other] of [...pairs, [0, 2]])
          expect(chosen.score as number).toBeLessThanOrEqual(costPerRow(config, countsAt(set, other as number)) + 1e-12);
      }),
      { numRuns: 100 },
    );
  });
});
