import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { checkBounds, columnField, shareBounds, tableRuleShape } from "./rule-shape.ts";

/** The share of the rows that have a value lies between two bounds. */
export const PresentShareRule = strictObject(() => ({
  type: z.literal("present_share"),
  column: columnField,
  ...shareBounds,
  ...tableRuleShape,
})).superRefine(checkBounds);
export type PresentShareRule = z.output<typeof PresentShareRule>;
