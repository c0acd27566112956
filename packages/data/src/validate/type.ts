import type { ColumnKind } from "@mlops/core/table";
import type { BuiltInRule } from "@mlops/models";
import type { RuleKernel } from "./rule-kernel.ts";
import { countPresent, scanRows, scanTexts } from "./scan.ts";

type TypeRule = Extract<BuiltInRule, { type: "type" }>;

const KINDS: Record<TypeRule["expected"], readonly ColumnKind[]> = {
  number: ["numeric", "bigint"],
  integer: ["numeric", "bigint"],
  string: ["string"],
  boolean: ["boolean"],
  timestamp: ["timestamp"],
};

export const type: RuleKernel<TypeRule> = (rule, frame, failures) => {
  const column = frame.column(rule.column);
  const fits = KINDS[rule.expected].includes(column.kind);
  if (fits && (rule.expected !== "integer" || column.kind !== "numeric" || column.integer)) return countPresent(column, failures);
  if (column.kind === "string") return scanTexts(column, failures, () => true);
  if (!fits) return scanRows(column.length, column.validity, failures, () => true);
  const values = frame.numbers(rule.column);
  return scanRows(column.length, column.validity, failures, (row) => !Number.isInteger(values[row]));
};
