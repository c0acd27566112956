import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { Pattern } from "./pattern.ts";
import { columnField, rowRuleShape } from "./rule-shape.ts";

/** Every text matches a regular expression. */
export const RegexRule = strictObject(() => ({
  type: z.literal("regex"),
  column: columnField,
  pattern: Pattern.describe("JavaScript regular expression (flag u), found anywhere in the text unless anchored with ^ and $"),
  not: z.boolean().default(false).describe("the text must not match"),
  ...rowRuleShape,
}));
export type RegexRule = z.output<typeof RegexRule>;
