import { DataValidator, DriftDetector, type RuleOf, StandardScaler, splitTable } from "@mlops/all";
import { expressionOn } from "@mlops/core/table";
import { expectTypeOf, test } from "vitest";
import type { Columns, Features, NullableColumn, Row, Rows, Target } from "./columns.d.ts";

// What `mlops types` wrote of pipeline.yaml, put to use: other names and types do not compile.

declare const rows: Rows;
declare const features: Features;
declare const columns: Columns;

test("columns of the data stage", () => {
  expectTypeOf(rows.get("id")).toEqualTypeOf<bigint | null | undefined>();
  expectTypeOf<Row["plan"]>().toEqualTypeOf<string | null | undefined>();
  expectTypeOf<Row["late tariff"]>().toEqualTypeOf<number>();
  expectTypeOf<NullableColumn>().toEqualTypeOf<"tenure" | "plan">();
  rows.select("tenure", "late tariff").filter((d) => d.tenure > 1);
  // @ts-expect-error misspelt
  rows.select("tenur");
  // @ts-expect-error excluded by the pipeline
  rows.get("note");
  // @ts-expect-error texts have no difference
  rows.filter((d) => d.plan - 1 > 0);
});

test("where columns are named", () => {
  const target: Target = "churned";
  splitTable(rows, { method: "stratified", stratifyBy: target });
  const rules: RuleOf<Columns>[] = [
    { type: "range", column: "tenure", min: 0, when: expressionOn(columns, "plan = 'pro' and \"late tariff\" > 1") },
  ];
  new DataValidator<Columns>(rules).validate(rows);
  new DriftDetector({}).detectDrift(rows, rows, { categoricalFeatures: ["plan"], numericalFeatures: ["tenure"] });
  new StandardScaler().fit(rows, ["tenure"]);
  // @ts-expect-error misspelt
  splitTable(rows, { method: "stratified", stratifyBy: "churn" });
  // @ts-expect-error a pattern of numbers
  new DataValidator<Columns>([{ type: "regex", column: "tenure", pattern: "a" }]);
  // @ts-expect-error misspelt
  expressionOn(columns, "plam = 'pro'");
  // @ts-expect-error misspelt
  new DriftDetector({}).detectDrift(rows, rows, { categoricalFeatures: ["plam"] });
});

test("features", () => {
  expectTypeOf(features.get("plan=pro")).toEqualTypeOf<number | null | undefined>();
  features.get("tenure_missing");
  // @ts-expect-error one-hot columns have taken its place
  features.get("plan");
  // @ts-expect-error no such feature
  features.get("churned");
});
