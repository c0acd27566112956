import type { SameRowCountRule } from "@mlops/models";
import type { RuleDefinition } from "../rule-definition.ts";
import type { TableVerdict } from "../rule-kernel.ts";
import { countActive } from "../scan.ts";

function verdictOn(rule: SameRowCountRule, rows: number, wanted: number): TableVerdict {
  const broken = rows !== wanted;
  const message = `there are ${rows} rows, not ${wanted} as in ${rule.other}`;
  return { broken, message, total: 1, count: broken ? 1 : 0, observed: rows };
}

export const sameRowCount: RuleDefinition<SameRowCountRule> = {
  local: false,
  check: (rule, frame, failures) => verdictOn(rule, countActive(failures, frame.rows), frame.other(rule.other).rows),
  sql: (rule, scope) => ({
    about: "table",
    figures: { rows: scope.over("count(*)"), wanted: `(SELECT count(*) FROM ${scope.other(rule.other).from})` },
    verdict: ({ rows, wanted }) => verdictOn(rule, rows as number, wanted as number),
  }),
};
