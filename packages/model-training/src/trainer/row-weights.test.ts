import type { Target } from "@mlops/core/estimator";
import { expect, it } from "vitest";
import { rowWeights } from "./row-weights.ts";

const y: Target = { kind: "classification", codes: Int32Array.of(0, 0, 0, 1), classes: ["no", "yes"] };

it("weighs nothing by default, and classes alike when balanced", () => {
  expect(rowWeights(y, undefined, undefined)).toBeUndefined();
  expect([...(rowWeights(y, undefined, "balanced") ?? [])]).toEqual([2 / 3, 2 / 3, 2 / 3, 2]);
  expect([...(rowWeights(y, [1, 1, 2, 4], "balanced") ?? [])]).toEqual([1, 1, 2, 4]);
  expect([...(rowWeights(y, [1, 0, 0, 0], "balanced") ?? [])]).toEqual([0.5, 0, 0, 0]);
});

it("multiplies the weights of row and class", () => {
  expect([...(rowWeights(y, [1, 2, 3, 4], { yes: 10 }) ?? [])]).toEqual([1, 2, 3, 40]);
  expect([...(rowWeights({ kind: "regression", values: Float64Array.of(1, 2) }, [3, 4], undefined) ?? [])]).toEqual([3, 4]);
});
