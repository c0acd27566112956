import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { checkBounds, columnField, countBounds, tableRuleShape } from "./rule-shape.ts";

/** A column has a number of different values between two bounds; missing values are ignored. */
export const DistinctCountRule = strictObject(() => ({
  type: z.literal("distinct_count"),
  column: columnField,
  ...countBounds,
  ...tableRuleShape,
})).superRefine(checkBounds);
export type DistinctCountRule = z.output<typeof DistinctCountRule>;
