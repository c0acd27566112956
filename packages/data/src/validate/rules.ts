import type { BuiltInRule, CustomRule, RuleType, ValidationRule } from "@mlops/models";
import type { RuleDefinition } from "./rule-definition.ts";
import { aggregate } from "./rules/aggregate.ts";
import { columnCount } from "./rules/column-count.ts";
import { columns } from "./rules/columns.ts";
import { compoundUnique } from "./rules/compound-unique.ts";
import { dateText } from "./rules/date-text.ts";
import { distinctCount } from "./rules/distinct-count.ts";
import { distinctSet } from "./rules/distinct-set.ts";
import { distinctShare } from "./rules/distinct-share.ts";
import { equalWithinRecord } from "./rules/equal-within-record.ts";
import { expression } from "./rules/expression.ts";
import { foreignKey } from "./rules/foreign-key.ts";
import { inSet } from "./rules/in-set.ts";
import { json } from "./rules/json.ts";
import { jsonSchema } from "./rules/json-schema.ts";
import { klDivergence } from "./rules/kl-divergence.ts";
import { length } from "./rules/length.ts";
import { like } from "./rules/like.ts";
import { likeList } from "./rules/like-list.ts";
import { monotonic } from "./rules/monotonic.ts";
import { mostCommon } from "./rules/most-common.ts";
import { multicolumnSum } from "./rules/multicolumn-sum.ts";
import { notInSet } from "./rules/not-in-set.ts";
import { notNull } from "./rules/not-null.ts";
import { isNull } from "./rules/null.ts";
import { outlier } from "./rules/outlier.ts";
import { pairCompare } from "./rules/pair-compare.ts";
import { pairInSet } from "./rules/pair-in-set.ts";
import { presentShare } from "./rules/present-share.ts";
import { quantiles } from "./rules/quantiles.ts";
import { range } from "./rules/range.ts";
import { regex } from "./rules/regex.ts";
import { regexList } from "./rules/regex-list.ts";
import { rowCount } from "./rules/row-count.ts";
import { sameRowCount } from "./rules/same-row-count.ts";
import { strftime } from "./rules/strftime.ts";
import { type } from "./rules/type.ts";
import { unique } from "./rules/unique.ts";
import { uniqueWithinRecord } from "./rules/unique-within-record.ts";
import { zScore } from "./rules/z-score.ts";

/** How every built-in rule is checked. */
export const RULES = {
  not_null: notNull,
  null: isNull,
  unique,
  compound_unique: compoundUnique,
  type,
  range,
  in_set: inSet,
  not_in_set: notInSet,
  regex,
  regex_list: regexList,
  like,
  like_list: likeList,
  length,
  monotonic,
  z_score: zScore,
  outlier,
  date_text: dateText,
  strftime,
  json,
  json_schema: jsonSchema,
  row_count: rowCount,
  column_count: columnCount,
  columns,
  same_row_count: sameRowCount,
  aggregate,
  quantiles,
  distinct_count: distinctCount,
  distinct_share: distinctShare,
  distinct_set: distinctSet,
  present_share: presentShare,
  most_common: mostCommon,
  kl_divergence: klDivergence,
  pair_compare: pairCompare,
  pair_in_set: pairInSet,
  multicolumn_sum: multicolumnSum,
  unique_within_record: uniqueWithinRecord,
  equal_within_record: equalWithinRecord,
  foreign_key: foreignKey,
  expression,
} satisfies { [T in RuleType]: RuleDefinition<Extract<BuiltInRule, { type: T }>> };

/** The definition of a built-in rule. */
export function definitionOf(rule: BuiltInRule): RuleDefinition<BuiltInRule> {
  return RULES[rule.type] as unknown as RuleDefinition<BuiltInRule>;
}

export function isCustom(rule: ValidationRule): rule is CustomRule {
  return rule.type.startsWith("custom:");
}
