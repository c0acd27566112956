import { expectTypeOf, test } from "vitest";
import type { ClassificationTarget, FittedClassifier, FittedRegressor, Matrix, RegressionTarget, Target } from "../estimator/index.ts";
import {
  type BoostedClassifier,
  type BoostedRegressor,
  ExtraTrees,
  type FittedLinear,
  type ForestClassifier,
  type ForestRegressor,
  GradientBoosting,
  LinearRegression,
  LogisticRegression,
  RandomForest,
} from "./index.ts";

const x: Matrix = { rows: 0, names: [], columns: [] };
const numbers: RegressionTarget = { kind: "regression", values: new Float64Array(0) };
const classes: ClassificationTarget = { kind: "classification", codes: new Int32Array(0), classes: [] };

test("the target decides what boosting gives", () => {
  const boosting = new GradientBoosting();
  expectTypeOf(() => boosting.fit(x, numbers)).returns.toEqualTypeOf<BoostedRegressor>();
  expectTypeOf(() => boosting.fit(x, classes)).returns.toEqualTypeOf<BoostedClassifier>();
  expectTypeOf(() => boosting.fit(x, classes as Target)).returns.toEqualTypeOf<BoostedClassifier | BoostedRegressor>();
  expectTypeOf<BoostedClassifier>().toExtend<FittedClassifier>();
  expectTypeOf<FittedLinear>().toExtend<FittedRegressor>();
});

test("the target decides what a forest gives", () => {
  const forest = new RandomForest();
  expectTypeOf(() => forest.fit(x, numbers)).returns.toEqualTypeOf<ForestRegressor>();
  expectTypeOf(() => forest.fit(x, classes)).returns.toEqualTypeOf<ForestClassifier>();
  expectTypeOf(() => new ExtraTrees().fit(x, classes as Target)).returns.toEqualTypeOf<ForestClassifier | ForestRegressor>();
  // @ts-expect-error a share, "sqrt" or "log2"
  new ExtraTrees({ maxFeatures: "all" });
});

test("an estimator that is not fitted cannot predict", () => {
  // @ts-expect-error fit first
  new LinearRegression().predict;
  // @ts-expect-error fit first
  new LogisticRegression().predictProbability;
  // @ts-expect-error no such option
  new GradientBoosting({ leaves: 31 });
});
