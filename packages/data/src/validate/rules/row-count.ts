import type { RowCountRule } from "@mlops/models";
import { countVerdict } from "../bounds.ts";
import type { RuleDefinition } from "../rule-definition.ts";
import { countActive } from "../scan.ts";

export const rowCount: RuleDefinition<RowCountRule> = {
  local: false,
  check: (rule, frame, failures) => countVerdict(countActive(failures, frame.rows), "rows", rule),
  sql: (rule, scope) => ({
    about: "table",
    figures: { rows: scope.over("count(*)") },
    verdict: ({ rows }) => countVerdict(rows as number, "rows", rule),
  }),
};
