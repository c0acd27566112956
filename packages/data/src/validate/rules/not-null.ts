import type { NotNullRule } from "@mlops/models";
import type { RuleDefinition } from "../rule-definition.ts";
import { presence } from "../scan.ts";

export const notNull: RuleDefinition<NotNullRule> = {
  local: true,
  check(rule, frame, failures) {
    const { active } = failures;
    if (active === null && frame.missing(rule.column) === 0) return frame.rows;
    const has = presence(frame, rule.column);
    let total = 0;
    for (let row = 0; row < frame.rows; row++) {
      if (active === null && failures.named) {
        failures.addUnnamed(frame.missing(rule.column) - failures.count);
        return frame.rows;
      }
      if (active !== null && active[row] !== 1) continue;
      total++;
      if (!has(row)) failures.add(row);
    }
    return total;
  },
  sql: (rule, scope) => ({ about: "rows", looks: "TRUE", breaks: `${scope.column(rule.column)} IS NULL` }),
};
