import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { columnsField, ignoreRowIfField, rowRuleShape } from "./rule-shape.ts";

/** The values of some columns are equal within each row. In a row that is looked at, missing values equal each other. */
export const EqualWithinRecordRule = strictObject(() => ({
  type: z.literal("equal_within_record"),
  columns: columnsField.describe("columns of one kind, whose values must be equal"),
  ignoreRowIf: ignoreRowIfField,
  ...rowRuleShape,
}));
export type EqualWithinRecordRule = z.output<typeof EqualWithinRecordRule>;
