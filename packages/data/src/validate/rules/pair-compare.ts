import { isValid } from "@mlops/core/table";
import type { PairCompareRule } from "@mlops/models";
import type { Failures } from "../failures.ts";
import { lookedAt, lookedAtSql } from "../ignored-rows.ts";
import type { RuleDefinition } from "../rule-definition.ts";
import type { Frame } from "../rule-kernel.ts";

function expressionOf({ left, operator, right }: PairCompareRule): string {
  const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;
  return `${quote(left)} ${operator} ${quote(right)}`;
}

/** As expressions compare: NaN equals itself and is above every number. */
function compareNumbers(operator: PairCompareRule["operator"], p: number, q: number): boolean {
  const least = Number.isNaN(q) ? true : p <= q;
  const most = Number.isNaN(p) ? true : q <= p;
  switch (operator) {
    case "<":
      return !most;
    case "<=":
      return least;
    case ">":
      return !least;
    case ">=":
      return most;
    case "=":
      return least && most;
    case "!=":
      return !(least && most);
  }
}

/** Two columns of doubles, row by row. */
function scanNumbers(rule: PairCompareRule, frame: Frame, failures: Failures): number {
  const left = frame.column(rule.left);
  const right = frame.column(rule.right);
  const a = frame.numbers(rule.left);
  const b = frame.numbers(rule.right);
  const leftValidity = left.kind === "string" ? null : left.validity;
  const rightValidity = right.kind === "string" ? null : right.validity;
  const all = leftValidity === null && rightValidity === null && failures.active === null;
  const { operator } = rule;
  let total = 0;
  for (let row = 0; row < a.length; row++) {
    if (!all && !(failures.looksAt(row) && isValid(leftValidity, row) && isValid(rightValidity, row))) continue;
    total++;
    if (!compareNumbers(operator, a[row] as number, b[row] as number)) failures.add(row);
  }
  return total;
}

export const pairCompare: RuleDefinition<PairCompareRule> = {
  local: true,
  check(rule, frame, failures) {
    const kinds = [frame.column(rule.left).kind, frame.column(rule.right).kind];
    if (rule.ignoreRowIf === "any_missing" && kinds.every((kind) => kind === "numeric")) return scanNumbers(rule, frame, failures);
    const states = frame.condition(expressionOf(rule));
    const looks = lookedAt([rule.left, rule.right], rule.ignoreRowIf, frame, failures);
    let total = 0;
    for (let row = 0; row < frame.rows; row++) {
      if (!looks(row)) continue;
      total++;
      if (states[row] !== 1) failures.add(row);
    }
    return total;
  },
  sql: (rule, scope) => ({
    about: "rows",
    looks: lookedAtSql([rule.left, rule.right], rule.ignoreRowIf, scope),
    breaks: `(${scope.expression(expressionOf(rule))}) IS NOT TRUE`,
  }),
};
