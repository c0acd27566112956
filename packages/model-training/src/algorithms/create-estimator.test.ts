import { AlgorithmName, ConfigError } from "@mlops/models";
import { describe, expect, it } from "vitest";
import { createEstimator } from "./create-estimator.ts";

describe("createEstimator", () => {
  it("makes every algorithm that configuration can name, defaults filled in", () => {
    for (const algorithm of AlgorithmName.options) expect(createEstimator(algorithm, {}).name).toBe(algorithm);
    expect(createEstimator("ridge", {}).params).toEqual({ alpha: 1, fitIntercept: true });
    expect(createEstimator("multivariate_linear", {}).params).toEqual({});
  });

  it("takes parameters in both spellings", () => {
    const given = createEstimator("gradient_boosting", { num_leaves: 7, learningRate: 0.5, min_samples_leaf: 3 });
    expect(given.params).toMatchObject({ numLeaves: 7, learningRate: 0.5, minSamplesLeaf: 3, iterations: 100 });
  });

  it("draws rows with replacement for random forests alone", () => {
    expect(createEstimator("random_forest", { max_features: 0.5 }).params).toMatchObject({
      bootstrap: true,
      maxFeatures: 0.5,
      maxDepth: null,
    });
    expect(createEstimator("extra_trees", {}).params).toMatchObject({ bootstrap: false, maxFeatures: null, trees: 100 });
  });

  it.each([
    ["random_forest", { max_features: "all" }, /^random_forest\.max_features/],
    ["ridge", { alpha: -1 }, /^ridge\.alpha is not valid/],
    ["gradient_boosting", { numLeafs: 3 }, /numLeafs/],
    ["gradient_boosting", { num_leaves: 3, numLeaves: 4 }, /"numLeaves" is given twice/],
    ["multivariate_linear", { alpha: 1 }, /^multivariate_linear\./],
  ] as const)("refuses wrong parameters of %s by name: %j", (algorithm, parameters, message) => {
    const attempt = () => createEstimator(algorithm, parameters);
    expect(attempt).toThrow(ConfigError);
    expect(attempt).toThrow(message);
    expect(attempt).toThrow(expect.objectContaining({ code: "PARAMETER_INVALID" }));
  });
});
