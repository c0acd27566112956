import type { DistinctShareRule } from "@mlops/models";
import { figureVerdict } from "../bounds.ts";
import { countDistinct } from "../distinct.ts";
import type { RuleDefinition } from "../rule-definition.ts";
import type { TableVerdict } from "../rule-kernel.ts";

/** Of no values the share is 0. */
function verdictOn(rule: DistinctShareRule, distinct: number, present: number): TableVerdict {
  return figureVerdict(`share of different values in "${rule.column}"`, present === 0 ? 0 : distinct / present, rule);
}

export const distinctShare: RuleDefinition<DistinctShareRule> = {
  local: false,
  check(rule, frame, failures) {
    const { distinct, present } = countDistinct(rule.column, frame, failures);
    return verdictOn(rule, distinct, present);
  },
  sql(rule, scope) {
    const column = scope.column(rule.column);
    return {
      about: "table",
      figures: { distinct: scope.over(`count(DISTINCT ${column})`), present: scope.over(`count(${column})`) },
      verdict: ({ distinct, present }) => verdictOn(rule, distinct as number, present as number),
    };
  },
};
