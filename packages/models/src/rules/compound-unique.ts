import * as z from "zod";
import { columnsField, ignoreRowIfField, rowRuleShape } from "./rule-shape.ts";

/** No combination of values occurs twice. In a row that is looked at, missing values equal each other. */
export const CompoundUniqueRule = z.strictObject({
  type: z.literal("compound_unique"),
  columns: columnsField.describe("columns that identify a row together"),
  ignoreRowIf: ignoreRowIfField,
  ...rowRuleShape,
});
export type CompoundUniqueRule = z.output<typeof CompoundUniqueRule>;
