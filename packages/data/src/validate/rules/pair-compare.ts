import type { PairCompareRule } from "@mlops/models";
import type { Failures } from "../failures.ts";
import { lookedAt, lookedAtSql } from "../ignored-rows.ts";
import type { RuleDefinition } from "../rule-definition.ts";
import type { Frame } from "../rule-kernel.ts";
import { presence } from "../scan.ts";

function expressionOf({ left, operator, right }: PairCompareRule): string {
  const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;
  return `${quote(left)} ${operator} ${quote(right)}`;
}

/** As expressions compare: NaN equals itself and is above every number. */
function atMost(p: number, q: number): boolean {
  return p <= q || Number.isNaN(q);
}

/** Whether two numbers compare as an operator says. Operators that look the other way are asked with the sides exchanged. */
const HOLDS: Record<"<" | "<=" | "=" | "!=", (p: number, q: number) => boolean> = {
  "<": (p, q) => !atMost(q, p),
  "<=": atMost,
  "=": (p, q) => atMost(p, q) && atMost(q, p),
  "!=": (p, q) => !(atMost(p, q) && atMost(q, p)),
};

/** Two columns of doubles, row by row. */
function scanNumbers(rule: PairCompareRule, frame: Frame, failures: Failures): number {
  const exchanged = rule.operator === ">" || rule.operator === ">=";
  const operator = rule.operator === ">" ? "<" : rule.operator === ">=" ? "<=" : rule.operator;
  const names = exchanged ? [rule.right, rule.left] : [rule.left, rule.right];
  const [a, b] = names.map((name) => frame.numbers(name)) as [Float64Array, Float64Array];
  const [has, hasToo] = names.map((name) => presence(frame, name)) as [(row: number) => boolean, (row: number) => boolean];
  if (failures.active === null && operator === "<=" && names.every((name) => frame.missing(name) === 0)) {
    for (let row = 0; row < a.length; row++)
      if (!((a[row] as number) <= (b[row] as number)) && !atMost(a[row] as number, b[row] as number)) failures.add(row);
    return a.length;
  }
  const holds = HOLDS[operator];
  let total = 0;
  for (let row = 0; row < a.length; row++) {
    if (!(failures.looksAt(row) && has(row) && hasToo(row))) continue;
    total++;
    if (!holds(a[row] as number, b[row] as number)) failures.add(row);
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
