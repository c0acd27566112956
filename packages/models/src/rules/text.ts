import { z } from "zod";
import { checkBounds, columnField, rowRuleShape } from "./rule-shape.ts";

function compiles(pattern: string): boolean {
  try {
    new RegExp(pattern, "u");
    return true;
  } catch {
    return false;
  }
}

/** Every text matches a regular expression. */
export const RegexRule = z.strictObject({
  type: z.literal("regex"),
  column: columnField,
  pattern: z
    .string()
    .refine(compiles, "is not a JavaScript regular expression")
    .describe("JavaScript regular expression (flag u), found anywhere in the text unless anchored with ^ and $"),
  not: z.boolean().default(false).describe("the text must not match"),
  ...rowRuleShape,
});
export type RegexRule = z.output<typeof RegexRule>;

/** Every text has a length, in characters (Unicode code points), between two bounds. */
export const LengthRule = z
  .strictObject({
    type: z.literal("length"),
    column: columnField,
    min: z.number().int().min(0).optional().describe("fewest characters"),
    max: z.number().int().min(0).optional().describe("most characters"),
    ...rowRuleShape,
  })
  .superRefine(checkBounds);
export type LengthRule = z.output<typeof LengthRule>;
