import type { RegexListRule } from "@mlops/models";
import { failsSql, holds } from "../match-list.ts";
import type { RuleDefinition } from "../rule-definition.ts";
import { scanTexts } from "../scan.ts";

export const regexList: RuleDefinition<RegexListRule> = {
  local: true,
  check(rule, frame, failures) {
    const patterns = rule.patterns.map((pattern) => new RegExp(pattern, "u"));
    return scanTexts(frame, rule.column, failures, (text) => !holds(rule.match, patterns, text));
  },
  sql(rule, scope) {
    const column = scope.column(rule.column, "string");
    const conditions = rule.patterns.map((pattern) => scope.dialect.matches(column, pattern));
    return { about: "rows", looks: `${column} IS NOT NULL`, breaks: failsSql(rule.match, conditions) };
  },
};
