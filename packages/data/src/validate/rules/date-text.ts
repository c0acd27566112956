import type { DateTextRule } from "@mlops/models";
import type { RuleDefinition } from "../rule-definition.ts";
import { scanTexts } from "../scan.ts";
import { isDateText } from "../text/date-text.ts";

export const dateText: RuleDefinition<DateTextRule> = {
  local: true,
  check: (rule, frame, failures) => scanTexts(frame, rule.column, failures, (text) => !isDateText(text)),
};
