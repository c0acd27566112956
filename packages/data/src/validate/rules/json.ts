import type { JsonRule } from "@mlops/models";
import type { RuleDefinition } from "../rule-definition.ts";
import { scanTexts } from "../scan.ts";

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

export const json: RuleDefinition<JsonRule> = {
  local: true,
  check: (rule, frame, failures) => scanTexts(frame, rule.column, failures, (text) => !isJson(text)),
};
