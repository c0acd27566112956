import { parseInstant } from "@mlops/core/expression";
import { type ColumnKind, isValid } from "@mlops/core/table";
import { DataError, type RangeRule } from "@mlops/models";
import type { RuleDefinition } from "../rule-definition.ts";

function fits(given: number | string, kind: ColumnKind): boolean {
  return typeof given === "string" ? kind === "timestamp" : kind === "numeric" || kind === "bigint";
}

/** The bounds as numbers; an absent one is open. @throws DataError `COLUMN_TYPE` for a bound of another kind than the column */
function boundsOf({ column, min, max }: RangeRule, kind: ColumnKind): { low: number; high: number } {
  for (const given of [min, max])
    if (given !== undefined && !fits(given, kind)) {
      const expected = `${typeof given === "string" ? "timestamp" : "number"}, as the bound ${given} is`;
      throw new DataError({ code: "COLUMN_TYPE", column, actual: kind, expected });
    }
  const number = (given: number | string | undefined, open: number): number =>
    given === undefined ? open : typeof given === "string" ? parseInstant(given) : given;
  return { low: number(min, Number.NEGATIVE_INFINITY), high: number(max, Number.POSITIVE_INFINITY) };
}

export const range: RuleDefinition<RangeRule> = {
  local: true,
  check(rule, frame, failures) {
    const column = frame.column(rule.column);
    const { low, high } = boundsOf(rule, column.kind);
    const { active } = failures;
    const values = frame.numbers(rule.column);
    const validity = column.kind === "string" ? null : column.validity;
    const strictLow = rule.strict && rule.min !== undefined;
    const strictHigh = rule.strict && rule.max !== undefined;
    if (active === null) {
      // What all rules ask of a column is answered by one pass; rows are looked at only where one of them fails.
      const { min, max, nan, present } = frame.extremes(rule.column);
      if (nan === 0 && (strictLow ? min > low : min >= low) && (strictHigh ? max < high : max <= high)) return present;
    }
    if (active === null && !strictLow && !strictHigh) {
      // What lies inside needs no look at whether it is there at all. A comparison with NaN is false, so NaN breaks the rule.
      for (let row = 0; row < values.length; row++) {
        const value = values[row] as number;
        if (!(value >= low && value <= high) && isValid(validity, row)) failures.add(row);
      }
      return values.length - frame.missing(rule.column);
    }
    let total = 0;
    for (let row = 0; row < values.length; row++) {
      if ((active !== null && active[row] !== 1) || !isValid(validity, row)) continue;
      total++;
      const value = values[row] as number;
      if (!((strictLow ? value > low : value >= low) && (strictHigh ? value < high : value <= high))) failures.add(row);
    }
    return total;
  },
  sql(rule, scope) {
    const kind = scope.kind(rule.column);
    boundsOf(rule, kind);
    const column = scope.column(rule.column);
    const outside = kind === "numeric" ? [`isnan(${scope.dialect.double(column)})`] : [];
    const literal = (given: number | string): string => scope.literal(given, kind) as string;
    if (rule.min !== undefined) outside.push(`${column} ${rule.strict ? "<=" : "<"} ${literal(rule.min)}`);
    if (rule.max !== undefined) outside.push(`${column} ${rule.strict ? ">=" : ">"} ${literal(rule.max)}`);
    return { about: "rows", looks: `${column} IS NOT NULL`, breaks: outside.join(" OR ") };
  },
};
