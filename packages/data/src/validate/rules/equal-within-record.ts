import type { EqualWithinRecordRule } from "@mlops/models";
import { lookedAtSql, scanRecords } from "../ignored-rows.ts";
import type { RuleDefinition } from "../rule-definition.ts";
import { sameKind } from "../same-kind.ts";
import { keyOf } from "../value-list.ts";

export const equalWithinRecord: RuleDefinition<EqualWithinRecordRule> = {
  local: true,
  check(rule, frame, failures) {
    const columns = rule.columns.map((name) => frame.column(name));
    sameKind(rule.columns, (name) => frame.column(name).kind);
    return scanRecords(
      rule.columns,
      rule.ignoreRowIf,
      frame,
      failures,
      (row) => new Set(columns.map((column) => keyOf(column.at(row)))).size > 1,
    );
  },
  sql(rule, scope) {
    sameKind(rule.columns, (name) => scope.kind(name));
    const [first, ...rest] = rule.columns.map((name) => scope.column(name));
    const breaks = rest.map((name) => `${first} IS DISTINCT FROM ${name}`).join(" OR ");
    return { about: "rows", looks: lookedAtSql(rule.columns, rule.ignoreRowIf, scope), breaks };
  },
};
