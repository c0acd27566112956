import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { columnsField, ignoreRowIfField, rowRuleShape } from "./rule-shape.ts";

/** The values of some columns differ within each row. In a row that is looked at, missing values equal each other. */
export const UniqueWithinRecordRule = strictObject(() => ({
  type: z.literal("unique_within_record"),
  columns: columnsField.describe("columns of one kind, whose values must differ"),
  ignoreRowIf: ignoreRowIfField,
  ...rowRuleShape,
}));
export type UniqueWithinRecordRule = z.output<typeof UniqueWithinRecordRule>;
