import type { BuiltInRule } from "@mlops/models";
import type { Failures } from "./failures.ts";
import type { Frame, RuleKernel } from "./rule-kernel.ts";

/** Rows where the condition is false break the rule; rows where it is unknown are not looked at. */
function judge(expression: string, frame: Frame, failures: Failures): number {
  const states = frame.condition(expression);
  const { active } = failures;
  let total = 0;
  for (let row = 0; row < states.length; row++) {
    if ((active !== null && active[row] !== 1) || states[row] === 2) continue;
    total++;
    if (states[row] === 0) failures.add(row);
  }
  return total;
}

export const expression: RuleKernel<Extract<BuiltInRule, { type: "expression" }>> = (rule, frame, failures) =>
  judge(rule.expression, frame, failures);

export const pairCompare: RuleKernel<Extract<BuiltInRule, { type: "pair_compare" }>> = (rule, frame, failures) => {
  const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;
  return judge(`${quote(rule.left)} ${rule.operator} ${quote(rule.right)}`, frame, failures);
};
