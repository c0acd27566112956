import { studentTQuantile } from "@mlops/core/stats";
import { expect, it } from "vitest";
import { meanOfFolds } from "./mean-of-folds.ts";

const fold = (auc: number | null, reason?: string) => ({
  trained: 80,
  rows: 20,
  metrics: { auc: { value: auc, n: 20, interval: null, ...(reason ? { reason } : {}) } },
});

it("is the mean with the interval of Nadeau and Bengio", () => {
  const { auc } = meanOfFolds([fold(0.7), fold(0.8), fold(0.9), fold(0.6), fold(0.75)]);
  const deviation = Math.sqrt([0.7, 0.8, 0.9, 0.6, 0.75].reduce((sum, value) => sum + (value - 0.75) ** 2, 0) / 4);
  const half = studentTQuantile(0.975, 4) * deviation * Math.sqrt(1 / 5 + 1 / 4);
  expect(auc?.value).toBeCloseTo(0.75, 12);
  expect(auc?.n).toBe(100);
  expect(auc?.interval?.[0]).toBeCloseTo(0.75 - half, 12);
  expect(auc?.interval?.[1]).toBeCloseTo(0.75 + half, 12);
});

it("leaves out folds where a metric is undefined, and says why there is none", () => {
  expect(meanOfFolds([fold(0.7), fold(null)])["auc"]).toEqual({ value: 0.7, n: 20, interval: null, reason: "defined in one fold only" });
  expect(meanOfFolds([fold(null, "no row is positive"), fold(null)])["auc"]).toEqual({
    value: null,
    n: 0,
    interval: null,
    reason: "no row is positive",
  });
});
