import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { columnField, matchField, rowRuleShape } from "./rule-shape.ts";

/** Every text matches one of several SQL like patterns, or all of them. */
export const LikeListRule = strictObject(() => ({
  type: z.literal("like_list"),
  column: columnField,
  patterns: z.array(z.string()).min(1).describe("SQL patterns for the whole text: % is any text, _ one character; case counts"),
  match: matchField,
  ...rowRuleShape,
}));
export type LikeListRule = z.output<typeof LikeListRule>;
