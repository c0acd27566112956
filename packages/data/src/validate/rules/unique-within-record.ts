import type { UniqueWithinRecordRule } from "@mlops/models";
import { lookedAtSql } from "../ignored-rows.ts";
import { differentValues } from "../record-values.ts";
import type { RuleDefinition } from "../rule-definition.ts";
import { sameKind } from "../same-kind.ts";

export const uniqueWithinRecord: RuleDefinition<UniqueWithinRecordRule> = {
  local: true,
  check: differentValues((different, columns) => different < columns),
  sql(rule, scope) {
    sameKind(rule.columns, (name) => scope.kind(name));
    const names = rule.columns.map((name) => scope.column(name));
    const pairs = names.flatMap((a, i) => names.slice(i + 1).map((b) => `${a} IS NOT DISTINCT FROM ${b}`));
    return { about: "rows", looks: lookedAtSql(rule.columns, rule.ignoreRowIf, scope), breaks: pairs.join(" OR ") };
  },
};
