import { describe, expect, it } from "vitest";
import * as z from "zod";
import { TransformerConfig } from "./transformer-config.ts";

const issuesOf = (value: unknown) => TransformerConfig.safeParse(value).error?.issues.map((issue) => [issue.path.join("."), issue.message]);

describe("TransformerConfig", () => {
  it("fills the documented defaults", () => {
    expect(TransformerConfig.parse({ type: "impute" })).toEqual({ type: "impute", columns: "numeric", strategy: "median" });
    expect(TransformerConfig.parse({ type: "one_hot" })).toEqual({ type: "one_hot", columns: "string", unknown: "ignore", drop: "none" });
    expect(TransformerConfig.parse({ type: "ordinal" })).toEqual({ type: "ordinal", columns: "string", unknown: "encode" });
    expect(TransformerConfig.parse({ type: "standard_scale" })).toEqual({
      type: "standard_scale",
      columns: "numeric",
      withMean: true,
      withStd: true,
    });
    expect(TransformerConfig.parse({ type: "min_max_scale" })).toEqual({
      type: "min_max_scale",
      columns: "numeric",
      min: 0,
      max: 1,
      clip: false,
    });
    expect(TransformerConfig.parse({ type: "missing_indicator" })).toEqual({
      type: "missing_indicator",
      columns: "all",
      features: "missing_only",
    });
    expect(TransformerConfig.parse({ type: "pca" })).toEqual({
      type: "pca",
      columns: "numeric",
      whiten: false,
      prefix: "pca",
      keep: false,
    });
    expect(TransformerConfig.parse({ type: "k_means" })).toEqual({
      type: "k_means",
      columns: "numeric",
      clusters: 8,
      output: "label",
      nInit: 1,
      maxIterations: 300,
      tolerance: 1e-4,
      seed: 0,
      prefix: "k_means",
      keep: false,
    });
    expect(TransformerConfig.parse({ type: "passthrough" })).toEqual({ type: "passthrough", columns: "all" });
  });

  it("takes names or a selector for columns, and nothing else", () => {
    expect(TransformerConfig.parse({ type: "impute", columns: ["a", "b"] }).columns).toEqual(["a", "b"]);
    expect(TransformerConfig.parse({ type: "impute", columns: "boolean" }).columns).toBe("boolean");
    expect(issuesOf({ type: "impute", columns: [] })).toHaveLength(1);
    expect(issuesOf({ type: "impute", columns: "dates" })).toHaveLength(1);
  });

  it("refuses unknown types and keys", () => {
    expect(issuesOf({ type: "scale" })?.[0]?.[0]).toBe("type");
    expect(issuesOf({ type: "ordinal", drop: "first" })?.[0]?.[1]).toMatch(/drop/);
  });

  it("wants a value with strategy constant only", () => {
    expect(issuesOf({ type: "impute", strategy: "constant" })).toEqual([["value", "strategy constant needs a value"]]);
    expect(issuesOf({ type: "impute", strategy: "mean", value: 1 })).toEqual([["value", "value is for strategy constant, not mean"]]);
    expect(issuesOf({ type: "impute", strategy: "constant", value: Number.NaN })?.length).toBeGreaterThan(0);
    expect(TransformerConfig.parse({ type: "impute", strategy: "constant", value: 0 })).toMatchObject({ value: 0 });
  });

  it("wants distinct categories", () => {
    expect(issuesOf({ type: "ordinal", categories: ["a", "a"] })).toEqual([["categories", "a category is given twice"]]);
    expect(TransformerConfig.parse({ type: "ordinal", categories: ["low", "high"] })).toMatchObject({ categories: ["low", "high"] });
  });

  it("checks ranges", () => {
    expect(issuesOf({ type: "min_max_scale", min: 1, max: 1 })).toEqual([["max", "max must be greater than min"]]);
    expect(issuesOf({ type: "one_hot", maxCategories: 1 })).toHaveLength(1);
    expect(issuesOf({ type: "one_hot", minFrequency: 0 })).toHaveLength(1);
    for (const components of [0, 1.5, -1]) expect(issuesOf({ type: "pca", components })).toHaveLength(1);
    for (const components of [0.5, 1, 3]) expect(TransformerConfig.parse({ type: "pca", components })).toMatchObject({ components });
    expect(issuesOf({ type: "k_means", clusters: 0, tolerance: -1, output: "both" })).toHaveLength(3);
    expect(issuesOf({ type: "one_hot", minFrequency: 1.5 })).toHaveLength(1);
    expect(TransformerConfig.parse({ type: "one_hot", minFrequency: 0.01 })).toMatchObject({ minFrequency: 0.01 });
  });

  it("describes every field for editors", () => {
    const schema = z.toJSONSchema(TransformerConfig, { io: "input" }) as {
      oneOf: { properties: Record<string, { description?: string }> }[];
    };
    expect(schema.oneOf).toHaveLength(9);
    for (const member of schema.oneOf)
      for (const [name, property] of Object.entries(member.properties))
        if (name !== "type") expect(property.description, name).toBeTruthy();
  });
});
