import { makeTable } from "@mlops/core/table";
import type { FeatureOptions } from "@mlops/models";
import { describe, expect, it } from "vitest";
import { expectedFeatures } from "./expected-features.ts";
import { FeatureTransformer } from "./feature-transformer.ts";

const table = makeTable({
  age: [1, null, 3],
  plan: ["a", "b", null],
  paid: [true, null, false],
  size: [1, 2, 3],
  target: [0, 1, 0],
});
const columns = [
  { name: "age", kind: "numeric", nullable: true },
  { name: "plan", kind: "string", nullable: true },
  { name: "paid", kind: "boolean", nullable: true },
  { name: "size", kind: "bigint", nullable: false },
  { name: "target", kind: "numeric", nullable: false },
] as const;

const CASES: readonly FeatureOptions[] = [
  { target: "target" },
  { features: ["plan", "age"], transformers: [{ type: "impute", columns: "all", strategy: "mode" }] },
  {
    target: "target",
    transformers: [
      { type: "impute", columns: "boolean", strategy: "mean" },
      { type: "standard_scale", columns: ["age"] },
    ],
  },
  { target: "target", transformers: [{ type: "missing_indicator" }, { type: "impute" }, { type: "one_hot" }] },
  {
    exclude: ["age"],
    target: "target",
    transformers: [
      { type: "missing_indicator", features: "all" },
      { type: "passthrough", columns: ["size"] },
    ],
  },
];

describe("expectedFeatures", () => {
  it.each(CASES)("are those of the fitted steps: %j", (config) => {
    const { outputNames, plan } = new FeatureTransformer(config).fit(table);
    const names = [...outputNames];
    const kinds = new Map(plan.outputs.map(({ name, kind }) => [name, kind]));
    for (const { name, kind, open } of expectedFeatures(config, columns)) {
      expect(kinds.get(names[0] as string), name).toBe(kind);
      expect(open ? names[0]?.startsWith(name) : names[0] === name, name).toBe(true);
      names.shift();
      while (open && names[0]?.startsWith(name)) names.shift();
    }
    expect(names).toEqual([]);
  });

  it("refuse instants and unknown columns", () => {
    expect(() => expectedFeatures({}, [{ name: "at", kind: "timestamp", nullable: false }])).toThrow(
      expect.objectContaining({ code: "COLUMN_TYPE" }),
    );
    expect(() => expectedFeatures({ features: ["agee"] }, columns)).toThrow(expect.objectContaining({ code: "COLUMN_MISSING" }));
  });
});
