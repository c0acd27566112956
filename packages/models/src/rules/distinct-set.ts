import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { columnField, tableRuleShape } from "./rule-shape.ts";
import { ValueList } from "./value-list.ts";

/** How the set of a column's different values relates to a list; missing values are ignored. */
export const DistinctSetRule = strictObject(() => ({
  type: z.literal("distinct_set"),
  column: columnField,
  values: ValueList.describe("the list"),
  match: z
    .enum(["in", "contains", "equals"])
    .default("in")
    .describe("in: each value is in the list; contains: each of the list occurs; equals: both"),
  ...tableRuleShape,
}));
export type DistinctSetRule = z.output<typeof DistinctSetRule>;
