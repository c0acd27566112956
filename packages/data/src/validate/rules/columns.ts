import type { ColumnsRule } from "@mlops/models";
import type { RuleDefinition } from "../rule-definition.ts";
import type { TableVerdict } from "../rule-kernel.ts";

function verdictOn(rule: ColumnsRule, names: readonly string[]): TableVerdict {
  const missing = rule.columns.filter((name) => !names.includes(name));
  const extra = rule.match === "contains" ? [] : names.filter((name) => !rule.columns.includes(name));
  const problems: string[] = [];
  if (missing.length > 0) problems.push(`missing: ${missing.join(", ")}`);
  if (extra.length > 0) problems.push(`not expected: ${extra.join(", ")}`);
  if (problems.length === 0 && rule.match === "ordered" && names.some((name, i) => name !== rule.columns[i]))
    problems.push(`another order: ${names.join(", ")}`);
  const count = problems.length === 0 ? 0 : Math.max(1, missing.length + extra.length);
  return {
    broken: count > 0,
    message: `columns ${problems.join("; ")}`,
    total: rule.match === "contains" ? rule.columns.length : names.length + missing.length,
    count,
    observed: [...names],
  };
}

export const columns: RuleDefinition<ColumnsRule> = {
  local: false,
  check: (rule, frame) => verdictOn(rule, frame.columnNames),
  sql: (rule, scope) => ({ about: "table", figures: {}, verdict: () => verdictOn(rule, Object.keys(scope.table.kinds)) }),
};
