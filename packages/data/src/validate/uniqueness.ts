import type { Column } from "@mlops/core/table";
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

/** True where the values rise or fall strictly from row to row, as keys often do: then none repeats. */
function isStrictlyMonotonic(column: Column): boolean {
  if (column.kind === "string" || column.kind === "bigint" || column.kind === "boolean" || column.validity !== null) return false;
  const { values } = column;
  if (values.length < 2) return true;
  const sign = (values[1] as number) > (values[0] as number) ? 1 : -1;
  for (let row = 1; row < values.length; row++) if (!(((values[row] as number) - (values[row - 1] as number)) * sign > 0)) return false;
  return true;
}

export const unique: RuleKernel<Extract<BuiltInRule, { type: "unique" }>> = (rule, frame, failures) => {
  const column = frame.column(rule.column);
  if (failures.active === null && isStrictlyMonotonic(column)) return column.length;
  return repeated(groupsOf(column), failures);
};

export const compoundUnique: RuleKernel<Extract<BuiltInRule, { type: "compound_unique" }>> = (rule, frame, failures) =>
  repeated(rule.columns.map((name) => groupsOf(frame.column(name))).reduce(combineGroups), failures);
