import type { ExpressionRule } from "@mlops/models";
import type { RuleDefinition } from "../rule-definition.ts";

/** Rows where the condition is false break the rule; rows where it is unknown are not looked at. */
export const expression: RuleDefinition<ExpressionRule> = {
  local: true,
  check(rule, frame, failures) {
    const states = frame.condition(rule.expression);
    let total = 0;
    for (let row = 0; row < states.length; row++) {
      if (!failures.looksAt(row) || states[row] === 2) continue;
      total++;
      if (states[row] === 0) failures.add(row);
    }
    return total;
  },
  sql(rule, scope) {
    const condition = scope.expression(rule.expression);
    return { about: "rows", looks: `(${condition}) IS NOT NULL`, breaks: `NOT (${condition})` };
  },
};
