import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { Pattern } from "./pattern.ts";
import { columnField, matchField, rowRuleShape } from "./rule-shape.ts";

/** Every text matches one of several regular expressions, or all of them. */
export const RegexListRule = strictObject(() => ({
  type: z.literal("regex_list"),
  column: columnField,
  patterns: z.array(Pattern).min(1).describe("JavaScript regular expressions (flag u), found anywhere in the text unless anchored"),
  match: matchField,
  ...rowRuleShape,
}));
export type RegexListRule = z.output<typeof RegexListRule>;
