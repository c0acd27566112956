import type { CompoundUniqueRule } from "@mlops/models";
import { lookedAt, lookedAtSql } from "../ignored-rows.ts";
import { reportRepeated } from "../repeated-groups.ts";
import { combineGroups, groupsOf, missingAsGroup } from "../row-groups.ts";
import type { RuleDefinition } from "../rule-definition.ts";

export const compoundUnique: RuleDefinition<CompoundUniqueRule> = {
  local: false,
  check(rule, frame, failures) {
    const groups = rule.columns.map((name) => groupsOf(frame.column(name)));
    if (rule.ignoreRowIf === "any_missing") return reportRepeated(groups.reduce(combineGroups), failures);
    const whole = groups.map(missingAsGroup).reduce(combineGroups);
    const looks = lookedAt(rule.columns, rule.ignoreRowIf, frame, failures);
    return reportRepeated({ ids: whole.ids.map((id, row) => (looks(row) ? id : -1)), count: whole.count }, failures);
  },
  sql: (rule, scope) => ({
    about: "rows",
    looks: lookedAtSql(rule.columns, rule.ignoreRowIf, scope),
    breaks: "__times > 1",
    windows: { __times: `count(*) OVER (PARTITION BY ${rule.columns.map((name) => scope.column(name)).join(", ")})` },
  }),
};
