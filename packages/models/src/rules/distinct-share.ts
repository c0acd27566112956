import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { checkBounds, columnField, shareBounds, tableRuleShape } from "./rule-shape.ts";

/** The number of different values, divided by the number of values, lies between two bounds; missing values are ignored. */
export const DistinctShareRule = strictObject(() => ({
  type: z.literal("distinct_share"),
  column: columnField,
  ...shareBounds,
  ...tableRuleShape,
})).superRefine(checkBounds);
export type DistinctShareRule = z.output<typeof DistinctShareRule>;
