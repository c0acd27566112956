import type { QuantilesRule } from "@mlops/models";
import { boundsText, within } from "../bounds.ts";
import { quantilesOf } from "../facts/quantiles.ts";
import { selectedNumbers } from "../frame.ts";
import type { RuleDefinition } from "../rule-definition.ts";
import type { TableVerdict } from "../rule-kernel.ts";

function verdictOn(rule: QuantilesRule, count: number, found: readonly number[]): TableVerdict {
  const total = rule.quantiles.length;
  if (count === 0) return { broken: true, message: `"${rule.column}" has too few values for a quantile`, total, count: total };
  const problems: string[] = [];
  for (const [i, q] of rule.quantiles.entries()) {
    const value = found[i] as number;
    const [low, high] = rule.ranges[i] as [number | null, number | null];
    const bounds = { min: low ?? undefined, max: high ?? undefined };
    if (Number.isNaN(value) || !within(value, bounds)) problems.push(`${q} quantile is ${value}, not ${boundsText(bounds)}`);
  }
  return {
    broken: problems.length > 0,
    message: `of "${rule.column}" the ${problems.join("; the ")}`,
    total,
    count: problems.length,
    observed: found.map((value) => (Number.isFinite(value) ? value : String(value))),
  };
}

export const quantiles: RuleDefinition<QuantilesRule> = {
  local: false,
  check(rule, frame, failures) {
    const values = selectedNumbers(frame, rule.column, failures.active);
    return verdictOn(rule, values.length, quantilesOf(values, rule.quantiles, rule.interpolation));
  },
  sql(rule, scope) {
    const column = scope.dialect.double(scope.column(rule.column, "numeric", "bigint"));
    const figures: Record<string, string> = {
      count: scope.over(`count(${column})`),
      nan: scope.over("count(*)", `isnan(${column})`),
    };
    const sorted = scope.over(`list(${column} ORDER BY ${column})`, `${column} IS NOT NULL AND NOT isnan(${column})`);
    for (const [i, q] of rule.quantiles.entries())
      figures[`v${i}`] =
        rule.interpolation === "linear"
          ? scope.over(`quantile_cont(${column}, ${q})`, `NOT isnan(${column})`)
          : pickSql(sorted, q, rule.interpolation);
    return {
      about: "table",
      figures,
      verdict: (found) => {
        const nan = (found["nan"] as number) > 0;
        const values = rule.quantiles.map((_, i) => (nan ? Number.NaN : ((found[`v${i}`] as number | undefined) ?? Number.NaN)));
        return verdictOn(rule, found["count"] as number, values);
      },
    };
  },
};

/** The value at a place of a sorted list, by numpy's rule. */
function pickSql(list: string, q: number, interpolation: Exclude<QuantilesRule["interpolation"], "linear">): string {
  const place = `(${q} * (len(${list}) - 1))`;
  const low = `list_extract(${list}, CAST(floor(${place}) AS BIGINT) + 1)`;
  const high = `list_extract(${list}, CAST(ceil(${place}) AS BIGINT) + 1)`;
  switch (interpolation) {
    case "lower":
      return low;
    case "higher":
      return high;
    case "midpoint":
      return `(${low} + ${high}) / 2`;
    case "nearest":
      return `list_extract(${list}, CAST(round_even(${place}, 0) AS BIGINT) + 1)`;
  }
}
