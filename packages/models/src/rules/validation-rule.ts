import * as z from "zod";
import { ConfigError } from "../errors/mlops-error.ts";
import { BUILT_IN_RULES } from "./built-in-rules.ts";
import { CustomRule } from "./custom.ts";

type AnyRule = (typeof BUILT_IN_RULES)[keyof typeof BUILT_IN_RULES];

/** The rules that the validator knows by itself. */
export const BuiltInRule = z.discriminatedUnion("type", Object.values(BUILT_IN_RULES) as [AnyRule, ...AnyRule[]]);
export type BuiltInRule = z.output<typeof BuiltInRule>;
export type RuleType = BuiltInRule["type"];

/**
 * One rule about the data.
 * @example ValidationRule.parse({ type: "not_null", column: "age" }).severity // => "error"
 */
export const ValidationRule = z.union([BuiltInRule, CustomRule]);
export type ValidationRule = z.output<typeof ValidationRule>;
/** A rule as it is written, defaults not filled in. */
export type ValidationRuleInput = z.input<typeof ValidationRule>;

/**
 * Rules with their defaults filled in; a wrong one is a `ConfigError` that names its place and field.
 * @example parseRules([{ type: "unique", column: "id" }])[0].mostly // => 1
 */
export function parseRules(rules: readonly ValidationRuleInput[]): ValidationRule[] {
  return rules.map((rule, index) => {
    const parsed = schemaOf(rule?.type).safeParse(rule, { jitless: true }); // a schema that is used once is not worth compiling
    if (parsed.success) return parsed.data;
    const detail = parsed.error.issues.map((issue) => `${["rules", index, ...issue.path].join(".")}: ${issue.message}`).join("; ");
    throw new ConfigError({ code: "CONFIG_INVALID", detail, rule: index });
  });
}

/** The schema of one type: the union would make the fields of every rule to find it. */
function schemaOf(type: unknown): AnyRule | typeof CustomRule | typeof BuiltInRule {
  if (typeof type !== "string") return BuiltInRule;
  if (type.startsWith("custom:")) return CustomRule;
  return Object.hasOwn(BUILT_IN_RULES, type) ? BUILT_IN_RULES[type as RuleType] : BuiltInRule;
}

function subject(rule: ValidationRule): string | undefined {
  switch (rule.type) {
    case "compound_unique":
    case "multicolumn_sum":
    case "unique_within_record":
    case "equal_within_record":
      return rule.columns.join("+");
    case "foreign_key":
      return `${rule.columns.join("+")}>${rule.other}`;
    case "pair_compare":
      return `${rule.left}${rule.operator}${rule.right}`;
    case "pair_in_set":
      return `${rule.left},${rule.right}`;
    case "expression":
      return rule.expression;
    case "same_row_count":
      return rule.other;
    case "row_count":
    case "column_count":
    case "columns":
      return undefined;
    case "aggregate":
      return `${rule.statistic}(${rule.quantile === undefined ? rule.column : `${rule.column}, ${rule.quantile}`})`;
    default:
      return rule.column;
  }
}

/**
 * The name a rule has in results: its own, or its type and what it looks at.
 * @example ruleName(ValidationRule.parse({ type: "not_null", column: "age" })) // => "not_null:age"
 */
export function ruleName(rule: ValidationRule): string {
  if (rule.name !== undefined) return rule.name;
  const about = subject(rule);
  return about === undefined ? rule.type : `${rule.type}:${about}`;
}
