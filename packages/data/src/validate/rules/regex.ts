import type { RegexRule } from "@mlops/models";
import type { RuleDefinition } from "../rule-definition.ts";
import { scanTexts } from "../scan.ts";

export const regex: RuleDefinition<RegexRule> = {
  local: true,
  check(rule, frame, failures) {
    const pattern = new RegExp(rule.pattern, "u");
    return scanTexts(frame, rule.column, failures, (text) => pattern.test(text) === rule.not);
  },
  sql(rule, scope) {
    const column = scope.column(rule.column, "string");
    const matches = scope.dialect.matches(column, rule.pattern);
    return { about: "rows", looks: `${column} IS NOT NULL`, breaks: rule.not ? matches : `NOT ${matches}` };
  },
};
