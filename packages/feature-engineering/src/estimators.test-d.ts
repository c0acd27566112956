import { aq, type ColumnTable, type TableLike, typed } from "@mlops/core/table";
import { expectTypeOf, test } from "vitest";
import {
  FeatureTransformer,
  FittedFeatureTransformer,
  Imputer,
  KMeansTransformer,
  OneHotEncoder,
  OrdinalEncoder,
  PcaTransformer,
  StandardScaler,
} from "./index.ts";

const people = typed({ age: "number", city: "string" } as const, aq.table({ age: [1], city: ["Rome"] }));

test("the columns of a typed table are checked", () => {
  new StandardScaler().fit(people, ["age"]);
  new OneHotEncoder().fit(people, ["city", "age"]);
  // @ts-expect-error no such column
  new StandardScaler().fit(people, ["agee"]);
  // @ts-expect-error no such column
  new Imputer({ strategy: "mode" }).fit(people, ["city", "town"]);
  // @ts-expect-error no such column
  new OrdinalEncoder().fit(people, ["town"]);
  // @ts-expect-error no such column
  new PcaTransformer().fit(people, ["age", "size"]);
  // @ts-expect-error no such column
  new KMeansTransformer({ clusters: 1 }).fit(people, ["size"]);
  // @ts-expect-error no such output
  new KMeansTransformer({ output: "labels" });
});

test("what was learned is known by column", () => {
  const fitted = new StandardScaler().fit(people, ["age"]);
  expectTypeOf(fitted.mean.age).toEqualTypeOf<number>();
  // @ts-expect-error city was not scaled
  fitted.mean.city;
  // @ts-expect-error frozen
  fitted.mean.age = 3;
  const untyped: TableLike = people;
  expectTypeOf(new StandardScaler().fit(untyped, ["age", "city"]).mean).toEqualTypeOf<Readonly<Record<"age" | "city", number>>>();
  expectTypeOf(new OneHotEncoder().fit(people, ["city"]).categories.city.own).toEqualTypeOf<readonly (string | number)[]>();
});

test("an unfitted estimator cannot transform", () => {
  // @ts-expect-error fit first
  new StandardScaler().transform(people);
  expectTypeOf(new StandardScaler().fit(people, ["age"]).transform(people)).toEqualTypeOf<ColumnTable>();
});

test("the façade keeps its documented signatures", () => {
  const transformer = new FeatureTransformer({ target: "churn", transformers: [{ type: "impute" }, { type: "one_hot", drop: "first" }] });
  expectTypeOf(transformer.fit(people)).toEqualTypeOf<FittedFeatureTransformer>();
  expectTypeOf<FittedFeatureTransformer>().toExtend<FeatureTransformer>();
  expectTypeOf(transformer.fitTransform(people)).toEqualTypeOf<ColumnTable>();
  expectTypeOf(FittedFeatureTransformer.fromJSON({})).toEqualTypeOf<FittedFeatureTransformer>();
  // @ts-expect-error no such transformer
  new FeatureTransformer({ transformers: [{ type: "scale" }] });
  // @ts-expect-error no such option
  new FeatureTransformer({ transformers: [{ type: "impute", drop: "first" }] });
});
