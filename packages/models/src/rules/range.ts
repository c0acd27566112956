import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { Bound, checkBounds, columnField, rowRuleShape } from "./rule-shape.ts";

/** Every value lies between two bounds; NaN breaks the rule. */
export const RangeRule = strictObject(() => ({
  type: z.literal("range"),
  column: columnField,
  min: Bound.optional().describe("lowest value: a number, or an ISO-8601 instant for a timestamp column"),
  max: Bound.optional().describe("highest value, of the same kind"),
  strict: z.boolean().default(false).describe("the bounds themselves break the rule"),
  ...rowRuleShape,
})).superRefine(checkBounds);
export type RangeRule = z.output<typeof RangeRule>;
