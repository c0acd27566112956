import type { ZScoreRule } from "@mlops/models";
import { deviationOf, sumOf } from "../facts/sums.ts";
import { selectedNumbers } from "../frame.ts";
import type { RuleDefinition } from "../rule-definition.ts";
import { countPresent, presence } from "../scan.ts";

export const zScore: RuleDefinition<ZScoreRule> = {
  local: false,
  check(rule, frame, failures) {
    const all = selectedNumbers(frame, rule.column, failures.active);
    const finite = all.filter(Number.isFinite);
    const mean = sumOf(finite) / finite.length;
    const deviation = deviationOf(finite);
    if (finite.length < 2 || deviation === 0) return countPresent(frame, rule.column, failures);
    const values = frame.numbers(rule.column);
    const has = presence(frame, rule.column);
    for (let row = 0; row < frame.rows; row++) {
      if (!failures.looksAt(row) || !has(row)) continue;
      const score = ((values[row] as number) - mean) / deviation;
      if (!((rule.doubleSided ? Math.abs(score) : score) < rule.max)) failures.add(row);
    }
    return all.length;
  },
  sql(rule, scope) {
    const column = scope.dialect.double(scope.column(rule.column, "numeric", "bigint"));
    const finite = `CASE WHEN isfinite(${column}) THEN ${column} END`;
    const score = `(${column} - __mean) / __spread`;
    return {
      about: "rows",
      looks: `${column} IS NOT NULL`,
      breaks: `__spread > 0 AND (isnan(${column}) OR ${rule.doubleSided ? `abs(${score})` : score} >= ${scope.number(rule.max)})`,
      windows: { __mean: `avg(${finite}) OVER ()`, __spread: `stddev_samp(${finite}) OVER ()` },
    };
  },
};
