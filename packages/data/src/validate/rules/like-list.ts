import { likePattern } from "@mlops/core/expression";
import type { LikeListRule } from "@mlops/models";
import { failsSql, holds } from "../match-list.ts";
import type { RuleDefinition } from "../rule-definition.ts";
import { scanTexts } from "../scan.ts";

export const likeList: RuleDefinition<LikeListRule> = {
  local: true,
  check(rule, frame, failures) {
    const patterns = rule.patterns.map(likePattern);
    return scanTexts(frame, rule.column, failures, (text) => !holds(rule.match, patterns, text));
  },
  sql(rule, scope) {
    const column = scope.column(rule.column, "string");
    const conditions = rule.patterns.map((pattern) => scope.dialect.like(column, pattern));
    return { about: "rows", looks: `${column} IS NOT NULL`, breaks: failsSql(rule.match, conditions) };
  },
};
