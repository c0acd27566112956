import { parseInstant } from "@mlops/core/expression";
import { type Column, isValid } from "@mlops/core/table";
import { type BuiltInRule, DataError } from "@mlops/models";
import type { RuleKernel } from "./rule-kernel.ts";
import { missingRows } from "./scan.ts";

type RangeRule = Extract<BuiltInRule, { type: "range" }>;

export const range: RuleKernel<RangeRule> = (rule, frame, failures) => {
  const column = frame.column(rule.column);
  const low = bound(rule.min, Number.NEGATIVE_INFINITY, column, rule.column);
  const high = bound(rule.max, Number.POSITIVE_INFINITY, column, rule.column);
  const { active } = failures;
  const values = frame.numbers(rule.column);
  const validity = column.kind === "string" ? null : column.validity;
  // An absent bound is open, whatever `strict` says.
  const strictLow = rule.strict && rule.min !== undefined;
  const strictHigh = rule.strict && rule.max !== undefined;
  if (active === null && !strictLow && !strictHigh) {
    // What lies inside needs no look at whether it is there at all.
    for (let row = 0; row < values.length; row++) {
      const value = values[row] as number;
      if (!(value >= low && value <= high) && isValid(validity, row)) failures.add(row);
    }
    return values.length - missingRows(column);
  }
  let total = 0;
  for (let row = 0; row < values.length; row++) {
    if ((active !== null && active[row] !== 1) || !isValid(validity, row)) continue;
    total++;
    const value = values[row] as number;
    // A comparison with NaN is false, so NaN breaks the rule.
    if (!((strictLow ? value > low : value >= low) && (strictHigh ? value < high : value <= high))) failures.add(row);
  }
  return total;
};

function bound(given: number | string | undefined, open: number, column: Column, name: string): number {
  if (given === undefined) return open;
  const wanted = typeof given === "string" ? "timestamp" : "number";
  const fits = wanted === "timestamp" ? column.kind === "timestamp" : column.kind === "numeric" || column.kind === "bigint";
  if (!fits)
    throw new DataError({ code: "COLUMN_TYPE", column: name, actual: column.kind, expected: `${wanted}, as the bound ${given} is` });
  return typeof given === "string" ? parseInstant(given) : given;
}
