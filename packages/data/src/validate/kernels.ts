import type { BuiltInRule, RuleType } from "@mlops/models";
import { aggregate } from "./aggregate.ts";
import { inSet, notInSet } from "./membership.ts";
import { notNull } from "./presence.ts";
import { range } from "./range.ts";
import { expression, pairCompare } from "./row-condition.ts";
import type { RuleKernel } from "./rule-kernel.ts";
import { columns, rowCount } from "./shape.ts";
import { length, regex } from "./text.ts";
import { type } from "./type.ts";
import { compoundUnique, unique } from "./uniqueness.ts";

/** The kernel of every built-in rule. */
export const RULE_KERNELS = {
  not_null: notNull,
  unique,
  compound_unique: compoundUnique,
  type,
  range,
  in_set: inSet,
  not_in_set: notInSet,
  regex,
  length,
  row_count: rowCount,
  columns,
  aggregate,
  pair_compare: pairCompare,
  expression,
} satisfies { [T in RuleType]: RuleKernel<Extract<BuiltInRule, { type: T }>> };
