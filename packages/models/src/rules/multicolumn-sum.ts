import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { columnsField, ignoreRowIfField, rowRuleShape } from "./rule-shape.ts";

/** The numbers of a row add up to a total, in the order of the columns. In a row that is looked at, a missing value breaks the rule. */
export const MulticolumnSumRule = strictObject(() => ({
  type: z.literal("multicolumn_sum"),
  columns: columnsField.describe("columns that are added"),
  total: z.number().describe("what they add up to"),
  tolerance: z.number().min(0).default(0).describe("how far from the total a sum may be"),
  ignoreRowIf: ignoreRowIfField,
  ...rowRuleShape,
}));
export type MulticolumnSumRule = z.output<typeof MulticolumnSumRule>;
