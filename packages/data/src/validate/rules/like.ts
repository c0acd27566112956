import { likePattern } from "@mlops/core/expression";
import type { LikeRule } from "@mlops/models";
import type { RuleDefinition } from "../rule-definition.ts";
import { scanTexts } from "../scan.ts";

export const like: RuleDefinition<LikeRule> = {
  local: true,
  check(rule, frame, failures) {
    const pattern = likePattern(rule.pattern);
    return scanTexts(frame, rule.column, failures, (text) => pattern.test(text) === rule.not);
  },
  sql(rule, scope) {
    const column = scope.column(rule.column, "string");
    const matches = scope.dialect.like(column, rule.pattern);
    return { about: "rows", looks: `${column} IS NOT NULL`, breaks: rule.not ? matches : `NOT ${matches}` };
  },
};
