import { expressionOn, type SchemaOf, type Table, typed } from "@mlops/core/table";
import { DataValidator, kFold, profile, type RuleOf, rulesOn, splitTable } from "@mlops/data";
import { DriftDetector } from "@mlops/drift-detection";
import { FeatureTransformer, StandardScaler } from "@mlops/feature-engineering";
import { expectTypeOf, test } from "vitest";
import { z } from "zod";

// Everywhere a user names a column of a table whose schema is known, a name that is not there and a column of a wrong type do not compile.

const Customer = z.object({
  tenure: z.number().min(0),
  plan: z.enum(["basic", "pro"]).nullable(),
  since: z.date().optional(),
  active: z.boolean().default(true),
  id: z.bigint(),
  many: z.array(z.string()),
});
const schema = { tenure: "number", plan: "string", since: "timestamp", active: "boolean", id: "bigint" } as const;
declare const customers: Table<typeof schema>;
declare const rows: Table<typeof Customer>;

test("a zod object is a schema", () => {
  expectTypeOf<SchemaOf<typeof rows>>().toEqualTypeOf<{
    readonly tenure: "number";
    readonly plan: "string";
    readonly since: "timestamp";
    readonly active: "boolean";
    readonly id: "bigint";
    readonly many: never;
  }>();
  expectTypeOf(typed(Customer, customers).get("plan")).toEqualTypeOf<string | null | undefined>();
  // @ts-expect-error no such column
  rows.select("tenur");
  // @ts-expect-error a date is no number
  rows.filter((d) => d.since * 2);
});

test("rules", () => {
  const rules: RuleOf<typeof schema>[] = [
    { type: "range", column: "tenure", min: 0 },
    { type: "regex", column: "plan", pattern: "^b", severity: "warning" },
    { type: "pair_compare", left: "tenure", operator: "<", right: "tenure" },
    { type: "compound_unique", columns: ["id", "plan"] },
    { type: "row_count", min: 1 },
    { type: "custom:mine" },
  ];
  new DataValidator<typeof schema>(rules).validate(customers);
  new DataValidator<typeof Customer>([{ type: "in_set", column: "plan", values: ["pro"] }]);
  // @ts-expect-error misspelt
  new DataValidator<typeof schema>([{ type: "range", column: "tenur", min: 0 }]);
  // @ts-expect-error a range of texts
  new DataValidator<typeof schema>([{ type: "range", column: "plan", min: 0 }]);
  // @ts-expect-error a pattern of numbers
  new DataValidator<typeof Customer>([{ type: "regex", column: "tenure", pattern: "a" }]);
  // @ts-expect-error misspelt
  new DataValidator<typeof schema>([{ type: "compound_unique", columns: ["id", "plann"] }]);
  // @ts-expect-error a table of other columns
  new DataValidator<{ readonly age: "number" }>([]).validate(customers);
});

test("expressions", () => {
  new DataValidator<typeof schema>([{ type: "not_null", column: "plan", when: expressionOn(schema, "tenure > 3 and active") }]);
  expressionOn(Customer, "plan = 'pro'");
  // @ts-expect-error misspelt
  expressionOn(Customer, "plann = 'pro'");
});

test("rules with the expressions in them", () => {
  const rules = rulesOn(schema, [
    { type: "not_null", column: "plan", when: "tenure > 3 and active" },
    { type: "expression", expression: "tenure >= 0 or plan = 'agee'", when: "since is not null" },
    { type: "compound_unique", columns: ["id", "plan"] },
    { type: "in_set", column: "plan", values: ["basic", "pro"] },
    { type: "row_count", min: 1 },
    { type: "custom:mine" },
  ]);
  new DataValidator<typeof schema>(rules);
  new DataValidator<typeof Customer>(rulesOn(Customer, [{ type: "range", column: "tenure", min: 0, when: "plan = 'pro'" }]));
  const text: string = "tenure > 3";
  rulesOn(schema, [{ type: "not_null", column: "plan", when: text }]);
  // @ts-expect-error misspelt in a condition
  rulesOn(schema, [{ type: "not_null", column: "plan", when: "tenur > 3" }]);
  // @ts-expect-error misspelt in an expression
  rulesOn(schema, [{ type: "row_count" }, { type: "expression", expression: "plann = 'pro'" }]);
  // @ts-expect-error misspelt column
  rulesOn(schema, [{ type: "range", column: "tenur", min: 0 }]);
  // @ts-expect-error a range of texts
  rulesOn(schema, [{ type: "range", column: "plan", min: 0 }]);
  // @ts-expect-error no such rule
  rulesOn(schema, [{ type: "not_nul", column: "plan" }]);
});

test("features", () => {
  const features = new FeatureTransformer<typeof schema>({
    target: "active",
    exclude: ["id", "since"],
    transformers: [
      { type: "impute", columns: ["tenure"] },
      { type: "one_hot", columns: "string" },
      { type: "min_max_scale", columns: ["tenure", "plan=pro"] },
    ],
  });
  features.fit(customers);
  new FeatureTransformer<typeof Customer>({ features: ["tenure", "plan"] }).fitTransform(rows);
  new FeatureTransformer({ features: ["whatever"] }).fit(customers);
  // @ts-expect-error misspelt
  new FeatureTransformer<typeof schema>({ features: ["tenur"] });
  // @ts-expect-error misspelt
  new FeatureTransformer<typeof schema>({ target: "activ" });
  // @ts-expect-error misspelt
  new FeatureTransformer<typeof schema>({ exclude: ["ids"] });
  // @ts-expect-error misspelt
  new FeatureTransformer<typeof schema>({ transformers: [{ type: "impute", columns: ["tenur"] }] });
  // @ts-expect-error no such step
  new FeatureTransformer<typeof schema>({ transformers: [{ type: "imput" }] });
  // @ts-expect-error a table of other columns
  new FeatureTransformer<{ readonly age: "number" }>({}).fit(customers);
});

test("splits, profiles, drift, features", () => {
  const { train } = splitTable(customers, { method: "stratified", stratifyBy: "plan" });
  expectTypeOf(train).toEqualTypeOf(customers);
  expectTypeOf(kFold(customers)[0]?.validation).toEqualTypeOf<typeof customers | undefined>();
  new DataValidator<typeof schema>([]).validate(train);
  // @ts-expect-error misspelt
  splitTable(customers, { method: "stratified", stratifyBy: "plann" });
  // @ts-expect-error misspelt
  kFold(customers, { groupBy: "ids" });
  // @ts-expect-error misspelt
  profile(customers, { columns: ["plann"] });
  const detector = new DriftDetector({});
  detector.detectDrift(customers, customers, { numericalFeatures: ["tenure"], categoricalFeatures: ["plan", "tenure"] });
  // @ts-expect-error misspelt
  detector.detectDrift(customers, customers, { categoricalFeatures: ["plann"] });
  // @ts-expect-error texts are no numbers
  detector.detectDrift(customers, customers, { numericalFeatures: ["plan"] });
  // @ts-expect-error misspelt
  detector.detectDriftBySlice(customers, customers, "plann");
  // @ts-expect-error misspelt
  new StandardScaler().fit(customers, ["tenur"]);
});
