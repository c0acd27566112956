import type { NullRule } from "@mlops/models";
import type { RuleDefinition } from "../rule-definition.ts";
import { countActive, presence } from "../scan.ts";

export const isNull: RuleDefinition<NullRule> = {
  local: true,
  check(rule, frame, failures) {
    const total = countActive(failures, frame.rows);
    if (frame.missing(rule.column) === frame.rows) return total;
    const has = presence(frame, rule.column);
    for (let row = 0; row < frame.rows; row++) if (failures.looksAt(row) && has(row)) failures.add(row);
    return total;
  },
  sql: (rule, scope) => ({ about: "rows", looks: "TRUE", breaks: `${scope.column(rule.column)} IS NOT NULL` }),
};
