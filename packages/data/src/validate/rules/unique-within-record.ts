import type { UniqueWithinRecordRule } from "@mlops/models";
import { lookedAtSql, scanRecords } from "../ignored-rows.ts";
import type { RuleDefinition } from "../rule-definition.ts";
import { sameKind } from "../same-kind.ts";
import { keyOf } from "../value-list.ts";

export const uniqueWithinRecord: RuleDefinition<UniqueWithinRecordRule> = {
  local: true,
  check(rule, frame, failures) {
    const columns = rule.columns.map((name) => frame.column(name));
    sameKind(rule.columns, (name) => frame.column(name).kind);
    return scanRecords(
      rule.columns,
      rule.ignoreRowIf,
      frame,
      failures,
      (row) => new Set(columns.map((column) => keyOf(column.at(row)))).size < columns.length,
    );
  },
  sql(rule, scope) {
    sameKind(rule.columns, (name) => scope.kind(name));
    const names = rule.columns.map((name) => scope.column(name));
    const pairs = names.flatMap((a, i) => names.slice(i + 1).map((b) => `${a} IS NOT DISTINCT FROM ${b}`));
    return { about: "rows", looks: lookedAtSql(rule.columns, rule.ignoreRowIf, scope), breaks: pairs.join(" OR ") };
  },
};
