import type { ColumnCountRule } from "@mlops/models";
import { countVerdict } from "../bounds.ts";
import type { RuleDefinition } from "../rule-definition.ts";

export const columnCount: RuleDefinition<ColumnCountRule> = {
  local: false,
  check: (rule, frame) => countVerdict(frame.columnNames.length, "columns", rule),
  sql: (rule, scope) => ({
    about: "table",
    figures: {},
    verdict: () => countVerdict(Object.keys(scope.table.kinds).length, "columns", rule),
  }),
};
