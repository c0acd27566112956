import type { OutlierRule } from "@mlops/models";
import { quantilesOf } from "../facts/quantiles.ts";
import { deviationOf, sumOf } from "../facts/sums.ts";
import { selectedNumbers } from "../frame.ts";
import type { RuleDefinition } from "../rule-definition.ts";
import { countPresent, presence } from "../scan.ts";

/** Says whether a value is too far out. Undefined where nothing can be: there are too few values. */
function outlying(values: Float64Array, { method, multiplier }: OutlierRule): ((value: number) => boolean) | undefined {
  if (values.length < 2) return undefined;
  if (method === "iqr") {
    const [low, high] = quantilesOf(values, [0.25, 0.75]) as [number, number];
    const reach = multiplier * (high - low);
    return (value) => !(value >= low - reach && value <= high + reach);
  }
  const mean = sumOf(values) / values.length;
  const threshold = multiplier * deviationOf(values);
  if (threshold <= 0) return (value) => value !== mean;
  return (value) => !(Math.abs(value - mean) < threshold);
}

export const outlier: RuleDefinition<OutlierRule> = {
  local: false,
  check(rule, frame, failures) {
    const all = selectedNumbers(frame, rule.column, failures.active);
    const finite = all.filter(Number.isFinite);
    const out = outlying(finite, rule);
    if (out === undefined) return countPresent(frame, rule.column, failures);
    const values = frame.numbers(rule.column);
    const has = presence(frame, rule.column);
    for (let row = 0; row < frame.rows; row++) if (failures.looksAt(row) && has(row) && out(values[row] as number)) failures.add(row);
    return all.length;
  },
  sql(rule, scope) {
    const column = scope.dialect.double(scope.column(rule.column, "numeric", "bigint"));
    const value = `CASE WHEN isfinite(${column}) THEN ${column} END`;
    const by = scope.number(rule.multiplier);
    const windows =
      rule.method === "iqr"
        ? { __low: `quantile_cont(${value}, 0.25) OVER ()`, __high: `quantile_cont(${value}, 0.75) OVER ()` }
        : { __mean: `avg(${value}) OVER ()`, __spread: `stddev_samp(${value}) OVER ()` };
    const breaks =
      rule.method === "iqr"
        ? `isnan(${column}) OR ${column} < __low - ${by} * (__high - __low) OR ${column} > __high + ${by} * (__high - __low)`
        : `isnan(${column}) OR CASE WHEN ${by} * __spread <= 0 THEN ${column} <> __mean ELSE abs(${column} - __mean) >= ${by} * __spread END`;
    return {
      about: "rows",
      looks: `${column} IS NOT NULL`,
      breaks: `__many > 1 AND (${breaks})`,
      windows: { ...windows, __many: `count(${value}) OVER ()` },
    };
  },
};
