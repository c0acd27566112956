import * as z from "zod";
import { ConfigError } from "../errors/mlops-error.ts";
import { AggregateRule } from "./aggregate.ts";
import { ColumnCountRule } from "./column-count.ts";
import { ColumnsRule } from "./columns.ts";
import { CompoundUniqueRule } from "./compound-unique.ts";
import { CustomRule } from "./custom.ts";
import { DateTextRule } from "./date-text.ts";
import { DistinctCountRule } from "./distinct-count.ts";
import { DistinctSetRule } from "./distinct-set.ts";
import { DistinctShareRule } from "./distinct-share.ts";
import { EqualWithinRecordRule } from "./equal-within-record.ts";
import { ExpressionRule } from "./expression.ts";
import { ForeignKeyRule } from "./foreign-key.ts";
import { InSetRule } from "./in-set.ts";
import { JsonRule } from "./json.ts";
import { JsonSchemaRule } from "./json-schema.ts";
import { KlDivergenceRule } from "./kl-divergence.ts";
import { LengthRule } from "./length.ts";
import { LikeRule } from "./like.ts";
import { LikeListRule } from "./like-list.ts";
import { MonotonicRule } from "./monotonic.ts";
import { MostCommonRule } from "./most-common.ts";
import { MulticolumnSumRule } from "./multicolumn-sum.ts";
import { NotInSetRule } from "./not-in-set.ts";
import { NotNullRule } from "./not-null.ts";
import { NullRule } from "./null.ts";
import { OutlierRule } from "./outlier.ts";
import { PairCompareRule } from "./pair-compare.ts";
import { PairInSetRule } from "./pair-in-set.ts";
import { PresentShareRule } from "./present-share.ts";
import { QuantilesRule } from "./quantiles.ts";
import { RangeRule } from "./range.ts";
import { RegexRule } from "./regex.ts";
import { RegexListRule } from "./regex-list.ts";
import { RowCountRule } from "./row-count.ts";
import { SameRowCountRule } from "./same-row-count.ts";
import { StrftimeRule } from "./strftime.ts";
import { TypeRule } from "./type.ts";
import { UniqueRule } from "./unique.ts";
import { UniqueWithinRecordRule } from "./unique-within-record.ts";
import { ZScoreRule } from "./z-score.ts";

/** The rules that the validator knows by itself. */
export const BuiltInRule = z.discriminatedUnion("type", [
  NotNullRule,
  NullRule,
  UniqueRule,
  CompoundUniqueRule,
  TypeRule,
  RangeRule,
  InSetRule,
  NotInSetRule,
  RegexRule,
  RegexListRule,
  LikeRule,
  LikeListRule,
  LengthRule,
  MonotonicRule,
  ZScoreRule,
  OutlierRule,
  DateTextRule,
  StrftimeRule,
  JsonRule,
  JsonSchemaRule,
  RowCountRule,
  ColumnCountRule,
  ColumnsRule,
  SameRowCountRule,
  AggregateRule,
  QuantilesRule,
  DistinctCountRule,
  DistinctShareRule,
  DistinctSetRule,
  PresentShareRule,
  MostCommonRule,
  KlDivergenceRule,
  PairCompareRule,
  PairInSetRule,
  MulticolumnSumRule,
  UniqueWithinRecordRule,
  EqualWithinRecordRule,
  ForeignKeyRule,
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
