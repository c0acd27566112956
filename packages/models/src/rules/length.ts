import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { checkBounds, columnField, rowRuleShape } from "./rule-shape.ts";

/** Every text has a length, in characters (Unicode code points), between two bounds. */
export const LengthRule = strictObject(() => ({
  type: z.literal("length"),
  column: columnField,
  min: z.number().int().min(0).optional().describe("fewest characters"),
  max: z.number().int().min(0).optional().describe("most characters"),
  ...rowRuleShape,
})).superRefine(checkBounds);
export type LengthRule = z.output<typeof LengthRule>;
