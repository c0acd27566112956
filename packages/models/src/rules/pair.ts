import { z } from "zod";
import { rowRuleShape } from "./rule-shape.ts";

/** Two columns of a row stand in an order; rows where one of them is missing are ignored. */
export const PairCompareRule = z.strictObject({
  type: z.literal("pair_compare"),
  left: z.string().min(1).describe("column on the left"),
  operator: z.enum(["<", "<=", "=", "!=", ">=", ">"]).describe("how left compares with right"),
  right: z.string().min(1).describe("column on the right, of the same kind"),
  ...rowRuleShape,
});
export type PairCompareRule = z.output<typeof PairCompareRule>;
