import type { InSetRule } from "@mlops/models";
import { scanSet } from "../membership.ts";
import type { RuleDefinition } from "../rule-definition.ts";

export const inSet: RuleDefinition<InSetRule> = {
  local: true,
  check: (rule, frame, failures) => scanSet(rule.column, rule.values, true, frame, failures),
  sql: (rule, scope) => ({
    about: "rows",
    looks: `${scope.column(rule.column)} IS NOT NULL`,
    breaks: `NOT (${scope.among(rule.column, rule.values)})`,
  }),
};
