import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { columnField, rowRuleShape } from "./rule-shape.ts";

/** Every text matches an SQL like pattern. */
export const LikeRule = strictObject(() => ({
  type: z.literal("like"),
  column: columnField,
  pattern: z.string().describe("SQL pattern for the whole text: % is any text, _ one character; case counts"),
  not: z.boolean().default(false).describe("the text must not match"),
  ...rowRuleShape,
}));
export type LikeRule = z.output<typeof LikeRule>;
