import type { NotInSetRule } from "@mlops/models";
import { scanSet } from "../membership.ts";
import type { RuleDefinition } from "../rule-definition.ts";

export const notInSet: RuleDefinition<NotInSetRule> = {
  local: true,
  check: (rule, frame, failures) => scanSet(rule.column, rule.values, false, frame, failures),
  sql: (rule, scope) => ({
    about: "rows",
    looks: `${scope.column(rule.column)} IS NOT NULL`,
    breaks: scope.among(rule.column, rule.values),
  }),
};
