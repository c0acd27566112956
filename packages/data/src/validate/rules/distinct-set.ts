import type { DistinctSetRule } from "@mlops/models";
import { distinctOf } from "../distinct.ts";
import type { RuleDefinition } from "../rule-definition.ts";
import type { TableVerdict } from "../rule-kernel.ts";
import { keysAt, keysFor, splitList } from "../value-list.ts";

/** @param inside - different values that are in the list  @param wanted - different values of the list */
function verdictOn(rule: DistinctSetRule, distinct: number, inside: number, wanted: number): TableVerdict {
  const extra = rule.match === "contains" ? 0 : distinct - inside;
  const absent = rule.match === "in" ? 0 : wanted - inside;
  const problems: string[] = [];
  if (extra > 0) problems.push(`${extra} different values that are not in the list`);
  if (absent > 0) problems.push(`not ${absent} of the values of the list`);
  return {
    broken: problems.length > 0,
    message: `"${rule.column}" has ${problems.join(" and ")}`,
    total: rule.match === "contains" ? wanted : distinct + absent,
    count: extra + absent,
    observed: distinct,
  };
}

export const distinctSet: RuleDefinition<DistinctSetRule> = {
  local: false,
  check(rule, frame, failures) {
    const column = frame.column(rule.column);
    const { rows, distinct } = distinctOf(rule.column, frame, failures);
    const wanted = keysFor(column.kind, rule.values);
    const inside = keysAt(column, rows).filter((key) => wanted.has(key)).length;
    const { impossible } = splitList(column.kind, rule.values);
    return verdictOn(rule, distinct, inside, wanted.size + impossible);
  },
  sql(rule, scope) {
    const column = scope.column(rule.column);
    const { possible, impossible } = splitList(scope.kind(rule.column), rule.values);
    return {
      about: "table",
      figures: {
        distinct: scope.over(`count(DISTINCT ${column})`),
        inside: scope.over(`count(DISTINCT ${column})`, scope.among(rule.column, rule.values)),
      },
      verdict: ({ distinct, inside }) => verdictOn(rule, distinct as number, inside as number, possible + impossible),
    };
  },
};
