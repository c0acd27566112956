import type { Target } from "@mlops/core/estimator";
import { expect, it } from "vitest";
import { classFactors, fitWeights } from "./row-weights.ts";

const y: Target = { kind: "classification", codes: Int32Array.of(0, 0, 0, 1), classes: ["no", "yes"] };
const weights = (own: number[] | undefined, classWeight: Parameters<typeof classFactors>[2]): number[] => {
  const rows = own && Float64Array.from(own);
  return [...(fitWeights(y.codes, rows, classFactors(y, rows, classWeight)) ?? [])];
};

it("weighs nothing by default, and classes alike when balanced", () => {
  expect(classFactors(y, undefined, undefined)).toBeUndefined();
  expect(weights(undefined, undefined)).toEqual([]);
  expect(weights(undefined, "balanced")).toEqual([2 / 3, 2 / 3, 2 / 3, 2]);
  expect(weights([1, 1, 2, 4], "balanced")).toEqual([1, 1, 2, 4]);
  expect(weights([1, 0, 0, 0], "balanced")).toEqual([0.5, 0, 0, 0]);
});

it("multiplies the weights of row and class", () => {
  expect(weights([1, 2, 3, 4], { yes: 10 })).toEqual([1, 2, 3, 40]);
  expect(fitWeights(undefined, Float64Array.of(3, 4), undefined)).toEqual(Float64Array.of(3, 4));
});
