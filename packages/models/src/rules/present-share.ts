import * as z from "zod";
import { checkBounds, columnField, shareBounds, tableRuleShape } from "./rule-shape.ts";

/** The share of the rows that have a value lies between two bounds. */
export const PresentShareRule = z
  .strictObject({ type: z.literal("present_share"), column: columnField, ...shareBounds, ...tableRuleShape })
  .superRefine(checkBounds);
export type PresentShareRule = z.output<typeof PresentShareRule>;
