import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ConfigError } from "../errors/mlops-error.ts";
import { ValidationError } from "./validation-error.ts";
import { BuiltInRule, parseRules, ruleName, ValidationRule, type ValidationRuleInput } from "./validation-rule.ts";

const VALID: [ValidationRuleInput, string][] = [
  [{ type: "not_null", column: "a" }, "not_null:a"],
  [{ type: "unique", column: "a" }, "unique:a"],
  [{ type: "compound_unique", columns: ["a", "b"] }, "compound_unique:a+b"],
  [{ type: "type", column: "a", expected: "integer" }, "type:a"],
  [{ type: "range", column: "a", min: 0, strict: true }, "range:a"],
  [{ type: "range", column: "t", min: "2018-01-01", max: "2018-12-31T23:59:59Z" }, "range:t"],
  [{ type: "in_set", column: "a", values: ["x", 1, true] }, "in_set:a"],
  [{ type: "not_in_set", column: "a", values: ["x"] }, "not_in_set:a"],
  [{ type: "regex", column: "a", pattern: "^\\d+$" }, "regex:a"],
  [{ type: "length", column: "a", max: 3 }, "length:a"],
  [{ type: "row_count", min: 1 }, "row_count"],
  [{ type: "columns", columns: ["a"] }, "columns"],
  [{ type: "aggregate", column: "a", statistic: "mean", min: 0 }, "aggregate:mean(a)"],
  [{ type: "aggregate", column: "a", statistic: "quantile", quantile: 0.95, max: 9 }, "aggregate:quantile(a, 0.95)"],
  [{ type: "pair_compare", left: "a", operator: "<=", right: "b" }, "pair_compare:a<=b"],
  [{ type: "expression", expression: "a > 0", name: "positive" }, "positive"],
  [{ type: "custom:luhn", column: "card", parameters: { base_ten: true } }, "custom:luhn:card"],
  [{ type: "custom:luhn" }, "custom:luhn"],
];

const detailOf = (rule: unknown) => {
  try {
    parseRules([{ type: "not_null", column: "a" }, rule as ValidationRuleInput]);
  } catch (error) {
    if (ConfigError.isInstance(error)) {
      const { detail } = error.fields;
      return detail;
    }
    throw error;
  }
  return undefined;
};

describe("ValidationRule", () => {
  it("takes each type, fills its defaults and names it", () => {
    for (const [input, name] of VALID) {
      const rule = ValidationRule.parse(input);
      expect(parseRules([input])).toEqual([rule]);
      expect(ruleName(rule)).toBe(name);
      expect(rule.severity).toBe("error");
      expect(ValidationRule.parse(JSON.parse(JSON.stringify(rule)))).toEqual(rule);
    }
    expect(ValidationRule.parse(VALID[0]?.[0])).toEqual({ type: "not_null", column: "a", severity: "error", mostly: 1 });
    const types = new Set(VALID.map(([rule]) => rule.type).filter((type) => !type.startsWith("custom:")));
    expect([...types].sort()).toEqual(BuiltInRule.options.map((option) => option.shape.type.value).sort());
  });

  it("says where a rule is wrong", () => {
    expect(detailOf({ type: "not_null", colum: "a" })).toContain("rules.1");
    expect(detailOf({ type: "range", column: "a" })).toBe("rules.1.min: give min, max or both");
    expect(detailOf({ type: "range", column: "a", min: 2, max: 1 })).toBe("rules.1.max: max 1 is below min 2");
    expect(detailOf({ type: "range", column: "a", min: "2020-01-01", max: 1 })).toBe("rules.1.max: min and max must be of one kind");
    expect(detailOf({ type: "range", column: "a", min: "2020-01-02", max: "2020-01-01" })).toContain("is below min");
    expect(detailOf({ type: "regex", column: "a", pattern: "(" })).toBe("rules.1.pattern: is not a JavaScript regular expression");
    expect(detailOf({ type: "row_count", min: 1, mostly: 0.5 })).toContain("mostly");
    expect(detailOf({ type: "aggregate", column: "a", statistic: "quantile", min: 1 })).toContain(
      "rules.1.quantile: statistic quantile needs",
    );
    expect(detailOf({ type: "aggregate", column: "a", statistic: "mean", quantile: 1, min: 1 })).toContain(
      "rules.1.quantile: quantile is for",
    );
    expect(detailOf({ type: "nonsense" })).toContain("rules.1.type");
    expect(detailOf({ type: "custom:" })).toContain("rules.1.type");
    expect(detailOf({ type: "custom:x", extra: 1 })).toContain("extra");
    expect(detailOf(null)).toContain("rules.1");
  });

  it("describes every field and exports as JSON Schema", () => {
    for (const option of BuiltInRule.options) {
      for (const [key, field] of Object.entries(option.shape))
        if (key !== "type") expect(z.globalRegistry.get(field)?.description, key).toBeTruthy();
    }
    const schema = z.toJSONSchema(ValidationRule, { io: "input" });
    expect(schema.anyOf).toHaveLength(2);
    expect(z.toJSONSchema(ValidationError).required).toContain("samples");
  });
});
