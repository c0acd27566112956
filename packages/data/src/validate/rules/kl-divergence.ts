import type { ColumnKind } from "@mlops/core/table";
import type { KlDivergenceRule, ValueList } from "@mlops/models";
import { distinctOf } from "../distinct.ts";
import { selectedNumbers } from "../frame.ts";
import type { RuleDefinition } from "../rule-definition.ts";
import type { TableVerdict } from "../rule-kernel.ts";
import { keysAt, keysFor } from "../value-list.ts";

/** @param counts - values observed in each value or bin that is expected  @param total - all values observed */
function verdictOn(rule: KlDivergenceRule, counts: readonly number[], total: number): TableVerdict {
  const expected = rule.weights.reduce((sum, weight) => sum + weight, 0);
  let divergence = counts.reduce((sum, count) => sum + count, 0) < total ? Number.POSITIVE_INFINITY : 0;
  for (const [i, count] of counts.entries()) {
    if (count === 0) continue;
    const p = count / total;
    divergence += p * Math.log(p / ((rule.weights[i] as number) / expected));
  }
  if (total === 0) return { broken: true, message: `"${rule.column}" has no values`, total: 0, count: 0 };
  const broken = !(divergence <= rule.max);
  return {
    broken,
    message: `the divergence of "${rule.column}" is ${divergence}, not at most ${rule.max}`,
    total: 1,
    count: broken ? 1 : 0,
    observed: Number.isFinite(divergence) ? divergence : String(divergence),
  };
}

/** Each listed value of the column's kind as a list of its own, to be counted. */
function singles(kind: ColumnKind, values: ValueList): (unknown | undefined)[] {
  return values.map((value) => [...keysFor(kind, [value])][0]);
}

export const klDivergence: RuleDefinition<KlDivergenceRule> = {
  local: false,
  check(rule, frame, failures) {
    if (rule.bins !== undefined) return verdictOn(rule, ...histogram(selectedNumbers(frame, rule.column, failures.active), rule.bins));
    const column = frame.column(rule.column);
    const { rows, counts, present } = distinctOf(rule.column, frame, failures);
    const countOf = new Map(keysAt(column, rows).map((key, i) => [key, counts[i] as number]));
    const wanted = singles(column.kind, rule.values as ValueList).map((key) => (key === undefined ? 0 : (countOf.get(key) ?? 0)));
    return verdictOn(rule, wanted, present);
  },
  sql(rule, scope) {
    const column = scope.column(rule.column, ...(rule.bins === undefined ? [] : (["numeric", "bigint"] as const)));
    const conditions =
      rule.bins === undefined
        ? (rule.values as ValueList).map((value) => scope.among(rule.column, [value]))
        : rule.bins.slice(1).map((edge, i) => {
            const last = i === (rule.bins as number[]).length - 2;
            return `${column} >= ${scope.number((rule.bins as number[])[i] as number)} AND ${column} ${last ? "<=" : "<"} ${scope.number(edge)}`;
          });
    const figures: Record<string, string> = { total: scope.over(`count(${column})`) };
    for (const [i, condition] of conditions.entries()) figures[`n${i}`] = scope.over("count(*)", condition);
    return {
      about: "table",
      figures,
      verdict: (found) =>
        verdictOn(
          rule,
          conditions.map((_, i) => found[`n${i}`] as number),
          found["total"] as number,
        ),
    };
  },
};

function histogram(values: Float64Array, bins: readonly number[]): [number[], number] {
  const counts = new Array<number>(bins.length - 1).fill(0);
  const last = bins.length - 1;
  for (const value of values) {
    if (!(value >= (bins[0] as number) && value <= (bins[last] as number))) continue;
    let low = 0;
    let high = last - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((bins[middle] as number) <= value) low = middle;
      else high = middle - 1;
    }
    counts[low] = (counts[low] as number) + 1;
  }
  return [counts, values.length];
}
