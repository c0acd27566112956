import type { BuiltInRule } from "@mlops/models";
import type { RuleKernel } from "./rule-kernel.ts";
import { missingRows } from "./scan.ts";

export const notNull: RuleKernel<Extract<BuiltInRule, { type: "not_null" }>> = (rule, frame, failures) => {
  const column = frame.column(rule.column);
  const { active } = failures;
  if (active === null && missingRows(column) === 0) return column.length;
  let total = 0;
  for (let row = 0; row < column.length; row++) {
    if (active !== null && active[row] !== 1) continue;
    total++;
    if (column.kind === "string") {
      if ((column.codes[row] as number) < 0) failures.add(row);
    } else if (column.validity !== null && ((column.validity[row >> 3] as number) & (1 << (row & 7))) === 0) failures.add(row);
  }
  return total;
};
