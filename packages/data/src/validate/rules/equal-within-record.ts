import type { EqualWithinRecordRule } from "@mlops/models";
import { lookedAtSql } from "../ignored-rows.ts";
import { differentValues } from "../record-values.ts";
import type { RuleDefinition } from "../rule-definition.ts";
import { sameKind } from "../same-kind.ts";

export const equalWithinRecord: RuleDefinition<EqualWithinRecordRule> = {
  local: true,
  check: differentValues((different) => different > 1),
  sql(rule, scope) {
    sameKind(rule.columns, (name) => scope.kind(name));
    const [first, ...rest] = rule.columns.map((name) => scope.column(name));
    const breaks = rest.map((name) => `${first} IS DISTINCT FROM ${name}`).join(" OR ");
    return { about: "rows", looks: lookedAtSql(rule.columns, rule.ignoreRowIf, scope), breaks };
  },
};
