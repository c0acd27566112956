import type { MulticolumnSumRule } from "@mlops/models";
import { lookedAtSql, scanRecords } from "../ignored-rows.ts";
import type { RuleDefinition } from "../rule-definition.ts";
import { presence } from "../scan.ts";

export const multicolumnSum: RuleDefinition<MulticolumnSumRule> = {
  local: true,
  check(rule, frame, failures) {
    const columns = rule.columns.map((name) => ({ values: frame.numbers(name), has: presence(frame, name) }));
    return scanRecords(rule.columns, rule.ignoreRowIf, frame, failures, (row) => {
      let sum = 0;
      for (const { values, has } of columns) {
        if (!has(row)) return true;
        sum += values[row] as number;
      }
      return !(Math.abs(sum - rule.total) <= rule.tolerance);
    });
  },
  sql(rule, scope) {
    const sum = rule.columns.map((name) => scope.dialect.double(scope.column(name, "numeric", "bigint", "boolean"))).join(" + ");
    const apart = `abs(${sum} - ${scope.number(rule.total)})`;
    return {
      about: "rows",
      looks: lookedAtSql(rule.columns, rule.ignoreRowIf, scope),
      breaks: `(${apart} <= ${scope.number(rule.tolerance)}) IS NOT TRUE`,
    };
  },
};
