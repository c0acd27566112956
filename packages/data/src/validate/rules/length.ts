import { countCharacters } from "@mlops/core/expression";
import type { LengthRule } from "@mlops/models";
import type { RuleDefinition } from "../rule-definition.ts";
import { scanTexts } from "../scan.ts";

export const length: RuleDefinition<LengthRule> = {
  local: true,
  check(rule, frame, failures) {
    const { min = 0, max = Number.POSITIVE_INFINITY } = rule;
    return scanTexts(frame, rule.column, failures, (text) => {
      const count = countCharacters(text);
      return count < min || count > max;
    });
  },
  sql(rule, scope) {
    const column = scope.column(rule.column, "string");
    const outside: string[] = [];
    if (rule.min !== undefined) outside.push(`length(${column}) < ${rule.min}`);
    if (rule.max !== undefined) outside.push(`length(${column}) > ${rule.max}`);
    return { about: "rows", looks: `${column} IS NOT NULL`, breaks: outside.join(" OR ") };
  },
};
