import { describe, expect, it } from "vitest";
import { checkEstimator } from "../estimator/check-estimator.ts";
import { restoreEstimator } from "../estimator/restore-estimator.ts";
import {
  ElasticNet,
  ExtraTrees,
  GradientBoosting,
  Lasso,
  LinearRegression,
  LogisticRegression,
  PoissonRegression,
  RandomForest,
  RESTORERS,
  Ridge,
} from "./index.ts";

const restore = (json: Record<string, unknown>) => restoreEstimator(json, RESTORERS);
const three = ["a", "b", "c"];

describe("conformance", () => {
  it.each([
    ["boosting of numbers", new GradientBoosting({ iterations: 20 }), "regression", undefined],
    ["boosting of two classes", new GradientBoosting({ iterations: 20 }), "classification", undefined],
    ["boosting of three classes", new GradientBoosting({ iterations: 20 }), "classification", three],
    [
      "boosting on drawn rows and features",
      new GradientBoosting({ iterations: 20, rowSample: 0.5, featureSample: 0.5 }),
      "classification",
      three,
    ],
    ["boosting that stops early", new GradientBoosting({ iterations: 20, earlyStoppingRounds: 2 }), "classification", undefined],
    ["a random forest of numbers", new RandomForest({ trees: 20 }), "regression", undefined],
    ["a random forest of two classes", new RandomForest({ trees: 20 }), "classification", undefined],
    ["a random forest of three classes", new RandomForest({ trees: 20 }), "classification", three],
    ["extra-trees of numbers", new ExtraTrees({ trees: 20 }), "regression", undefined],
    ["extra-trees of two classes", new ExtraTrees({ trees: 20 }), "classification", undefined],
    ["extra-trees of three classes", new ExtraTrees({ trees: 20, bootstrap: true }), "classification", three],
    ["least squares", new LinearRegression(), "regression", undefined],
    ["least squares through the origin", new LinearRegression({ fitIntercept: false }), "regression", undefined],
    ["ridge", new Ridge({ alpha: 3 }), "regression", undefined],
    ["lasso", new Lasso({ alpha: 0.1 }), "regression", undefined],
    ["elastic net", new ElasticNet({ alpha: 0.1 }), "regression", undefined],
    ["elastic net without an L1 part", new ElasticNet({ alpha: 0.1, l1Ratio: 0, fitIntercept: false }), "regression", undefined],
    ["logistic regression", new LogisticRegression(), "classification", undefined],
    ["multinomial logistic regression", new LogisticRegression({ c: 0.5 }), "classification", three],
    ["multinomial without intercept or penalty", new LogisticRegression({ c: null, fitIntercept: false }), "classification", three],
  ] as const)("%s keeps every rule of an estimator", (_, estimator, kind, classes) => {
    expect(checkEstimator(estimator, { kind, restore, ...(classes ? { classes } : {}) }).passed).toHaveLength(12);
  });

  it("Poisson regression keeps every rule of an estimator", () => {
    for (const estimator of [new PoissonRegression(), new PoissonRegression({ alpha: 0, fitIntercept: false })])
      expect(checkEstimator(estimator, { kind: "regression", counts: true, restore }).passed).toHaveLength(12);
  });
});
