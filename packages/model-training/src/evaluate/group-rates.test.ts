import { expect, it } from "vitest";
import { groupRates } from "./group-rates.ts";

it("are the shares called positive of all, of the positive and of the negative rows, unknown ones left out", () => {
  const labels = Int32Array.of(1, 1, 1, 0, 0, -1);
  const scores = Float64Array.of(0.9, 0.6, 0.2, 0.7, 0.1, 0.9);
  const rates = groupRates({ kind: "binary", labels, scores });
  expect(rates).toMatchObject({ selected: { value: 3 / 5, n: 5 }, truePositive: { value: 2 / 3 }, falsePositive: { value: 1 / 2 } });
  expect(rates?.falsePositive.interval?.reduce((sum, end) => sum + end, 0)).toBeCloseTo(1, 12);
  const strict = groupRates({ kind: "binary", labels, scores, threshold: 0.65, weights: Float64Array.of(3, 1, 1, 1, 1, 1) });
  expect(strict).toMatchObject({ selected: { value: 4 / 7 }, truePositive: { value: 3 / 5 } });
});

it("have a reason where there are no such rows, and are of two classes only", () => {
  const rates = groupRates({ kind: "binary", labels: Int32Array.of(1), scores: Float64Array.of(0.9) });
  expect(rates?.falsePositive).toMatchObject({ value: null, interval: null, reason: "no row is negative" });
  expect(groupRates({ kind: "regression", actual: new Float64Array(1), predicted: new Float64Array(1) })).toBeUndefined();
});
