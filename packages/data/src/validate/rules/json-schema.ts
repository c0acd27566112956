import { type JsonSchemaRule, jsonSchemaCheck } from "@mlops/models";
import type { RuleDefinition } from "../rule-definition.ts";
import { scanTexts } from "../scan.ts";

export const jsonSchema: RuleDefinition<JsonSchemaRule> = {
  local: true,
  check(rule, frame, failures) {
    const fits = jsonSchemaCheck(rule.schema);
    return scanTexts(frame, rule.column, failures, (text) => {
      try {
        return !fits(JSON.parse(text));
      } catch {
        return true;
      }
    });
  },
};
