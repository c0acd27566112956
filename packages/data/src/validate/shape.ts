import type { BuiltInRule } from "@mlops/models";
import type { RuleKernel } from "./rule-kernel.ts";

export const rowCount: RuleKernel<Extract<BuiltInRule, { type: "row_count" }>> = (rule, frame, failures) => {
  let rows = frame.rows;
  if (failures.active !== null) {
    rows = 0;
    for (let row = 0; row < frame.rows; row++) if (failures.active[row] === 1) rows++;
  }
  const { min = 0, max = Number.POSITIVE_INFINITY } = rule;
  const broken = rows < min || rows > max;
  const wanted = rows < min ? `at least ${min}` : `at most ${max}`;
  return { broken, message: `there are ${rows} rows, not ${wanted}`, total: 1, count: broken ? 1 : 0 };
};

export const columns: RuleKernel<Extract<BuiltInRule, { type: "columns" }>> = (rule, frame) => {
  const names = frame.columnNames;
  const missing = rule.columns.filter((name) => !names.includes(name));
  const extra = rule.match === "contains" ? [] : names.filter((name) => !rule.columns.includes(name));
  const problems: string[] = [];
  if (missing.length > 0) problems.push(`missing: ${missing.join(", ")}`);
  if (extra.length > 0) problems.push(`not expected: ${extra.join(", ")}`);
  if (problems.length === 0 && rule.match === "ordered" && names.some((name, i) => name !== rule.columns[i]))
    problems.push(`another order: ${names.join(", ")}`);
  const count = problems.length === 0 ? 0 : Math.max(1, missing.length + extra.length);
  return { broken: count > 0, message: `columns ${problems.join("; ")}`, total: Math.max(rule.columns.length, names.length), count };
};
