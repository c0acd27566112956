import type { MostCommonRule } from "@mlops/models";
import { distinctOf } from "../distinct.ts";
import type { RuleDefinition } from "../rule-definition.ts";
import type { TableVerdict } from "../rule-kernel.ts";
import { keysAt, keysFor } from "../value-list.ts";

/** @param modes - values that are equally common, more than any other  @param inside - how many of them are in the list */
function verdictOn(rule: MostCommonRule, modes: number, inside: number): TableVerdict {
  const broken = rule.ties ? inside === 0 : !(modes === 1 && inside === 1);
  const message =
    modes === 0
      ? `"${rule.column}" has no values`
      : modes === 1
        ? `the most common value of "${rule.column}" is not in the list`
        : `${modes} values of "${rule.column}" are equally common, ${inside} of them in the list`;
  return { broken, message, total: 1, count: broken ? 1 : 0, observed: modes };
}

export const mostCommon: RuleDefinition<MostCommonRule> = {
  local: false,
  check(rule, frame, failures) {
    const column = frame.column(rule.column);
    const { rows, counts } = distinctOf(rule.column, frame, failures);
    const most = counts.reduce((best, count) => Math.max(best, count), 0);
    const modes = rows.filter((_, i) => counts[i] === most);
    const wanted = keysFor(column.kind, rule.values);
    return verdictOn(rule, modes.length, keysAt(column, modes).filter((key) => wanted.has(key)).length);
  },
  sql(rule, scope) {
    const column = scope.column(rule.column);
    const times = `SELECT ${column}, count(*) AS __times FROM ${scope.table.from} ${scope.where(`${column} IS NOT NULL`)} GROUP BY ${column}`;
    const modes = (condition: string): string =>
      `(WITH __counts AS (${times}) SELECT count(*) FROM __counts WHERE __times = (SELECT max(__times) FROM __counts) AND ${condition})`;
    return {
      about: "table",
      figures: { modes: modes("TRUE"), inside: modes(`(${scope.among(rule.column, rule.values)})`) },
      verdict: ({ modes: all, inside }) => verdictOn(rule, all as number, inside as number),
    };
  },
};
