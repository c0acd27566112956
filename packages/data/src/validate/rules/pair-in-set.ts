import type { PairInSetRule } from "@mlops/models";
import { lookedAtSql, scanRecords } from "../ignored-rows.ts";
import type { RuleDefinition } from "../rule-definition.ts";
import { keyOf, keysFor } from "../value-list.ts";

export const pairInSet: RuleDefinition<PairInSetRule> = {
  local: true,
  check(rule, frame, failures) {
    const left = frame.column(rule.left);
    const right = frame.column(rule.right);
    const key = (value: string | number | boolean | null, kind: typeof left.kind): unknown =>
      value === null ? null : [...keysFor(kind, [value])][0];
    const allowed = new Map<unknown, Set<unknown>>();
    for (const [a, b] of rule.pairs) {
      const first = key(a, left.kind);
      const second = key(b, right.kind);
      if (first === undefined || second === undefined) continue;
      allowed.set(first, (allowed.get(first) ?? new Set()).add(second));
    }
    return scanRecords([rule.left, rule.right], rule.ignoreRowIf, frame, failures, (row) => {
      const partners = allowed.get(keyOf(left.at(row)) ?? null);
      return partners === undefined || !partners.has(keyOf(right.at(row)) ?? null);
    });
  },
  sql(rule, scope) {
    const one = (column: string, value: string | number | boolean | null): string =>
      value === null ? `${scope.column(column)} IS NULL` : scope.among(column, [value]);
    const pairs = rule.pairs.map(([a, b]) => `(${one(rule.left, a)} AND ${one(rule.right, b)})`);
    return {
      about: "rows",
      looks: lookedAtSql([rule.left, rule.right], rule.ignoreRowIf, scope),
      breaks: `(${pairs.join(" OR ")}) IS NOT TRUE`,
    };
  },
};
