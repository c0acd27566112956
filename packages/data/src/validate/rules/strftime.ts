import type { StrftimeRule } from "@mlops/models";
import type { RuleDefinition } from "../rule-definition.ts";
import { scanTexts } from "../scan.ts";
import { formatMatcher } from "../text/strftime-format.ts";

export const strftime: RuleDefinition<StrftimeRule> = {
  local: true,
  check(rule, frame, failures) {
    const fits = formatMatcher(rule.format);
    return scanTexts(frame, rule.column, failures, (text) => !fits(text));
  },
};
