import { countCharacters } from "@mlops/core/expression";
import type { StringColumn } from "@mlops/core/table";
import { type BuiltInRule, DataError } from "@mlops/models";
import type { Frame, RuleKernel } from "./rule-kernel.ts";
import { scanTexts } from "./scan.ts";

function texts(frame: Frame, name: string): StringColumn {
  const column = frame.column(name);
  if (column.kind !== "string") throw new DataError({ code: "COLUMN_TYPE", column: name, actual: column.kind, expected: "string" });
  return column;
}

export const regex: RuleKernel<Extract<BuiltInRule, { type: "regex" }>> = (rule, frame, failures) => {
  const pattern = new RegExp(rule.pattern, "u");
  return scanTexts(texts(frame, rule.column), failures, (text) => pattern.test(text) === rule.not);
};

export const length: RuleKernel<Extract<BuiltInRule, { type: "length" }>> = (rule, frame, failures) => {
  const { min = 0, max = Number.POSITIVE_INFINITY } = rule;
  return scanTexts(texts(frame, rule.column), failures, (text) => {
    const count = countCharacters(text);
    return count < min || count > max;
  });
};
