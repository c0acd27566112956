import { z } from "zod";
import { ConfigError } from "../errors/mlops-error.ts";
import { AggregateRule } from "./aggregate.ts";
import { CustomRule } from "./custom.ts";
import { ExpressionRule } from "./expression.ts";
import { InSetRule, NotInSetRule } from "./membership.ts";
import { PairCompareRule } from "./pair.ts";
import { NotNullRule } from "./presence.ts";
import { RangeRule } from "./range.ts";
import { ColumnsRule, RowCountRule } from "./shape.ts";
import { LengthRule, RegexRule } from "./text.ts";
import { TypeRule } from "./type.ts";
import { CompoundUniqueRule, UniqueRule } from "./uniqueness.ts";

/** The rules that the validator knows by itself. */
export const BuiltInRule = z.discriminatedUnion("type", [
  NotNullRule,
  UniqueRule,
  CompoundUniqueRule,
  TypeRule,
  RangeRule,
  InSetRule,
  NotInSetRule,
  RegexRule,
  LengthRule,
  RowCountRule,
  ColumnsRule,
  AggregateRule,
  PairCompareRule,
  ExpressionRule,
]);
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
    const custom = typeof rule?.type === "string" && rule.type.startsWith("custom:");
    const parsed = (custom ? CustomRule : BuiltInRule).safeParse(rule);
    if (parsed.success) return parsed.data;
    const detail = parsed.error.issues.map((issue) => `${["rules", index, ...issue.path].join(".")}: ${issue.message}`).join("; ");
    throw new ConfigError({ code: "CONFIG_INVALID", detail, rule: index });
  });
}

function subject(rule: ValidationRule): string | undefined {
  switch (rule.type) {
    case "compound_unique":
      return rule.columns.join("+");
    case "pair_compare":
      return `${rule.left}${rule.operator}${rule.right}`;
    case "expression":
      return rule.expression;
    case "row_count":
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
