import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { rowRuleShape } from "./rule-shape.ts";

/** An expression is true for every row; rows where it is null are ignored. */
export const ExpressionRule = strictObject(() => ({
  type: z.literal("expression"),
  expression: z.string().min(1).describe("what must be true of a row"),
  ...rowRuleShape,
}));
export type ExpressionRule = z.output<typeof ExpressionRule>;
