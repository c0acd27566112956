import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { ignorePairIfField, rowRuleShape } from "./rule-shape.ts";

/** Two columns of a row stand in an order. In a row that is looked at, a missing value breaks the rule. */
export const PairCompareRule = strictObject(() => ({
  type: z.literal("pair_compare"),
  left: z.string().min(1).describe("column on the left"),
  operator: z.enum(["<", "<=", "=", "!=", ">=", ">"]).describe("how left compares with right"),
  right: z.string().min(1).describe("column on the right, of the same kind"),
  ignoreRowIf: ignorePairIfField,
  ...rowRuleShape,
}));
export type PairCompareRule = z.output<typeof PairCompareRule>;
