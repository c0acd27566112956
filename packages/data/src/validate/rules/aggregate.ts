import type { AggregateRule } from "@mlops/models";
import { figureVerdict } from "../bounds.ts";
import { quantilesOf } from "../facts/quantiles.ts";
import { deviationOf, sumOf } from "../facts/sums.ts";
import { selectedNumbers } from "../frame.ts";
import type { RuleDefinition } from "../rule-definition.ts";
import type { Frame, TableVerdict } from "../rule-kernel.ts";

type Statistic = AggregateRule["statistic"];

const WORDS: Record<Statistic, string> = {
  mean: "mean",
  median: "median",
  quantile: "quantile",
  std: "standard deviation",
  min: "minimum",
  max: "maximum",
  sum: "sum",
};

function least(statistic: Statistic): number {
  return statistic === "sum" ? 0 : statistic === "std" ? 2 : 1;
}

/** Of the whole column, its extremes are known already where another rule asked for them. */
function extreme(rule: AggregateRule, values: Float64Array, frame: Frame, whole: boolean): number {
  if (whole) {
    const { min, max, nan } = frame.extremes(rule.column);
    return nan > 0 ? Number.NaN : rule.statistic === "min" ? min : max;
  }
  const sign = rule.statistic === "min" ? -1 : 1;
  let best = -sign * Number.POSITIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (Number.isNaN(value)) return value;
    if ((value - best) * sign > 0) best = value;
  }
  return best;
}

function figureOf(rule: AggregateRule, values: Float64Array, frame: Frame, whole: boolean): number {
  switch (rule.statistic) {
    case "mean":
      return sumOf(values) / values.length;
    case "sum":
      return sumOf(values);
    case "std":
      return deviationOf(values);
    case "median":
      return quantilesOf(values, [0.5])[0] as number;
    case "quantile":
      return quantilesOf(values, [rule.quantile as number])[0] as number;
    default:
      return extreme(rule, values, frame, whole);
  }
}

function verdictOn(rule: AggregateRule, count: number, figure: () => number): TableVerdict {
  const what = `${rule.quantile === undefined ? WORDS[rule.statistic] : `${rule.quantile} quantile`}`;
  if (count < least(rule.statistic))
    return { broken: true, message: `"${rule.column}" has too few values for a ${what}`, total: count, count };
  return figureVerdict(`${what} of "${rule.column}"`, figure(), rule);
}

export const aggregate: RuleDefinition<AggregateRule> = {
  local: false,
  check(rule, frame, failures) {
    const values = selectedNumbers(frame, rule.column, failures.active);
    return verdictOn(rule, values.length, () => figureOf(rule, values, frame, failures.active === null));
  },
  sql(rule, scope) {
    const column = scope.dialect.double(scope.column(rule.column, "numeric", "bigint"));
    const calls: Record<Statistic, string> = {
      mean: `avg(${column})`,
      sum: `sum(${column})`,
      std: `stddev_samp(${column})`,
      min: `min(${column})`,
      max: `max(${column})`,
      median: `quantile_cont(${column}, 0.5)`,
      quantile: `quantile_cont(${column}, ${rule.quantile})`,
    };
    return {
      about: "table",
      figures: {
        count: scope.over(`count(${column})`),
        nan: scope.over("count(*)", `isnan(${column})`),
        // An engine may refuse what NaN or infinity would make of a figure.
        value: scope.over(calls[rule.statistic], `NOT isnan(${column})`),
      },
      verdict: ({ count, nan, value }) =>
        verdictOn(rule, count as number, () => ((nan as number) > 0 ? Number.NaN : ((value as number | undefined) ?? 0))),
    };
  },
};
