import { describe, expect, it } from "vitest";
import * as z from "zod";
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
  [{ type: "null", column: "a" }, "null:a"],
  [{ type: "type", column: "b", expected: ["integer", "string"] }, "type:b"],
  [{ type: "regex_list", column: "a", patterns: ["^x", "y$"], match: "all" }, "regex_list:a"],
  [{ type: "like", column: "a", pattern: "x%" }, "like:a"],
  [{ type: "like_list", column: "a", patterns: ["x%", "_"], match: "none" }, "like_list:a"],
  [{ type: "monotonic", column: "a", direction: "decreasing", strict: true }, "monotonic:a"],
  [{ type: "z_score", column: "a", max: 3 }, "z_score:a"],
  [{ type: "outlier", column: "a", method: "std", multiplier: 3 }, "outlier:a"],
  [{ type: "date_text", column: "a" }, "date_text:a"],
  [{ type: "strftime", column: "a", format: "%Y-%m-%d" }, "strftime:a"],
  [{ type: "json", column: "a" }, "json:a"],
  [{ type: "json_schema", column: "a", schema: { type: "object" } }, "json_schema:a"],
  [{ type: "column_count", min: 1, max: 3 }, "column_count"],
  [{ type: "same_row_count", other: "orders" }, "same_row_count:orders"],
  [
    {
      type: "quantiles",
      column: "a",
      quantiles: [0.1, 0.9],
      ranges: [
        [0, null],
        [null, 9],
      ],
    },
    "quantiles:a",
  ],
  [{ type: "distinct_count", column: "a", max: 9 }, "distinct_count:a"],
  [{ type: "distinct_share", column: "a", min: 0.1 }, "distinct_share:a"],
  [{ type: "distinct_set", column: "a", values: ["x"], match: "equals" }, "distinct_set:a"],
  [{ type: "present_share", column: "a", min: 0.9 }, "present_share:a"],
  [{ type: "most_common", column: "a", values: [1] }, "most_common:a"],
  [{ type: "kl_divergence", column: "a", values: ["x", "y"], weights: [1, 2], max: 0.1 }, "kl_divergence:a"],
  [{ type: "kl_divergence", column: "b", bins: [0, 1, 2], weights: [1, 2], max: 0.1 }, "kl_divergence:b"],
  [{ type: "pair_in_set", left: "a", right: "b", pairs: [["x", null]] }, "pair_in_set:a,b"],
  [{ type: "multicolumn_sum", columns: ["a", "b"], total: 1 }, "multicolumn_sum:a+b"],
  [{ type: "unique_within_record", columns: ["a", "b"] }, "unique_within_record:a+b"],
  [{ type: "equal_within_record", columns: ["a", "b"], ignoreRowIf: "never" }, "equal_within_record:a+b"],
  [{ type: "foreign_key", columns: ["a"], other: "orders", otherColumns: ["id"] }, "foreign_key:a>orders"],
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
    expect(detailOf({ type: "json_schema", column: "a", schema: { type: "nonsense" } })).toContain("rules.1.schema: ");
    expect(detailOf({ type: "strftime", column: "a", format: "%Q" })).toContain("has a directive other than");
    expect(detailOf({ type: "foreign_key", columns: ["a"], other: "o", otherColumns: ["a", "b"] })).toContain("otherColumns: name 1");
    expect(
      detailOf({
        type: "quantiles",
        column: "a",
        quantiles: [0.5],
        ranges: [
          [2, 1],
          [0, 1],
        ],
      }),
    ).toBe("rules.1.ranges: give 1, one each; rules.1.ranges.0: 1 is below 2");
    expect(detailOf({ type: "kl_divergence", column: "a", weights: [1], max: 1 })).toContain("give values or bins");
    expect(detailOf({ type: "kl_divergence", column: "a", bins: [1, 0], weights: [0], max: 1 })).toBe(
      "rules.1.weights: one must be above 0; rules.1.bins: edges must ascend",
    );
    expect(detailOf({ type: "kl_divergence", column: "a", values: ["x"], weights: [1, 2], max: 1 })).toContain("weights: give 1");
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
