import { describe, expect, it } from "vitest";
import { importExpectations } from "./import-expectations.ts";

const one = (type: string, kwargs: object, more: object = {}) =>
  importExpectations({ name: "s", expectations: [{ type, kwargs, ...more }] });
const reason = (type: string, kwargs: object) => one(type, kwargs).unmapped[0]?.reason;

describe("importExpectations", () => {
  it("takes severity, mostly, description and conditions over, of either generation of suites", () => {
    const { rules } = one(
      "expect_column_values_to_not_be_null",
      { column: "a", mostly: 0.9, row_condition: 'col("b c") >= 5', condition_parser: "great_expectations" },
      { severity: "info", description: "why" },
    );
    expect(rules).toEqual([
      {
        type: "not_null",
        column: "a",
        name: "0 expect_column_values_to_not_be_null",
        mostly: 0.9,
        when: '"b c" >= 5',
        severity: "warning",
        description: "why",
      },
    ]);
    const old = { expectation_suite_name: "old", expectations: [{ expectation_type: "expect_column_to_exist", kwargs: { column: "a" } }] };
    expect(importExpectations(old)).toMatchObject({ name: "old", rules: [{ type: "columns", columns: ["a"] }] });
  });

  it("lists what has no counterpart, and why", () => {
    expect(reason("expect_column_chisquare_test_p_value_to_be_greater_than", {})).toBe("there is no such rule");
    expect(reason("toString", {})).toBe("there is no such rule");
    expect(reason("expect_column_values_to_be_between", { column: "a" })).toBe("it has no bound");
    expect(reason("expect_column_values_to_be_between", { column: "a", min_value: 1, max_value: 2, strict_min: true })).toContain("strict");
    expect(reason("expect_column_values_to_match_regex", { column: "a", regex: "(?i)a" })).toContain("JavaScript cannot read");
    expect(reason("expect_column_values_to_be_of_type", { column: "a", type_: "geography" })).toBe("there is no such type as geography");
    expect(reason("expect_column_values_to_be_in_set", { column: "a", value_set: { $PARAMETER: "x" } })).toBe("value_set is a parameter");
    expect(reason("expect_column_values_to_be_unique", { column: "a", row_condition: { type: "and" } })).toContain("row condition");
    expect(reason("expect_column_values_to_be_unique", { column: "a", row_condition: "b >", condition_parser: "pandas" })).toContain(
      "row condition",
    );
    expect(reason("expect_column_to_exist", { column: "a", column_index: 2 })).toContain("place");
    expect(reason("expect_column_values_to_be_in_set", { column: "a", value_set: [] })).toContain("values");
    expect(reason("expect_column_kl_divergence_to_be_less_than", { column: "a" })).toContain("no partition");
    expect(() => importExpectations({})).toThrow(expect.objectContaining({ code: "CONFIG_INVALID" }));
    expect(() => importExpectations(null)).toThrow(expect.objectContaining({ code: "CONFIG_INVALID" }));
  });
});
