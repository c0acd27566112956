import type { BuiltInRule } from "@mlops/models";
import type { Failures } from "./failures.ts";
import { combineGroups, groupsOf, type RowGroups } from "./row-groups.ts";
import type { RuleKernel } from "./rule-kernel.ts";

/** Every row of a group that has more than one row breaks the rule. */
function repeated({ ids, count }: RowGroups, failures: Failures): number {
  const { active } = failures;
  const size = new Uint32Array(count);
  let total = 0;
  for (let row = 0; row < ids.length; row++) {
    const id = ids[row] as number;
    if (id < 0 || (active !== null && active[row] !== 1)) continue;
    total++;
    size[id] = (size[id] as number) + 1;
  }
  let distinct = 0;
  for (let id = 0; id < count; id++) if (size[id] !== 0) distinct++;
  if (distinct === total) return total;
  for (let row = 0; row < ids.length; row++) {
    const id = ids[row] as number;
    if (id >= 0 && (active === null || active[row] === 1) && (size[id] as number) > 1) failures.add(row);
  }
  return total;
}

export const unique: RuleKernel<Extract<BuiltInRule, { type: "unique" }>> = (rule, frame, failures) =>
  repeated(groupsOf(frame.column(rule.column)), failures);

export const compoundUnique: RuleKernel<Extract<BuiltInRule, { type: "compound_unique" }>> = (rule, frame, failures) =>
  repeated(rule.columns.map((name) => groupsOf(frame.column(name))).reduce(combineGroups), failures);
