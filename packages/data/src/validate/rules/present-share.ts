import type { PresentShareRule } from "@mlops/models";
import { figureVerdict } from "../bounds.ts";
import type { RuleDefinition } from "../rule-definition.ts";
import type { TableVerdict } from "../rule-kernel.ts";
import { countActive, countPresent } from "../scan.ts";

/** Of no rows the share is 0. */
function verdictOn(rule: PresentShareRule, present: number, rows: number): TableVerdict {
  return figureVerdict(`share of rows with a "${rule.column}"`, rows === 0 ? 0 : present / rows, rule);
}

export const presentShare: RuleDefinition<PresentShareRule> = {
  local: false,
  check: (rule, frame, failures) => verdictOn(rule, countPresent(frame, rule.column, failures), countActive(failures, frame.rows)),
  sql: (rule, scope) => ({
    about: "table",
    figures: { present: scope.over(`count(${scope.column(rule.column)})`), rows: scope.over("count(*)") },
    verdict: ({ present, rows }) => verdictOn(rule, present as number, rows as number),
  }),
};
