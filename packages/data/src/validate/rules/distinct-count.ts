import type { DistinctCountRule } from "@mlops/models";
import { countVerdict } from "../bounds.ts";
import { countDistinct } from "../distinct.ts";
import type { RuleDefinition } from "../rule-definition.ts";

export const distinctCount: RuleDefinition<DistinctCountRule> = {
  local: false,
  check: (rule, frame, failures) =>
    countVerdict(countDistinct(rule.column, frame, failures).distinct, `different values in "${rule.column}"`, rule),
  sql: (rule, scope) => ({
    about: "table",
    figures: { distinct: scope.over(`count(DISTINCT ${scope.column(rule.column)})`) },
    verdict: ({ distinct }) => countVerdict(distinct as number, `different values in "${rule.column}"`, rule),
  }),
};
