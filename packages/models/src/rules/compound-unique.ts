import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { columnsField, ignoreRowIfField, rowRuleShape } from "./rule-shape.ts";

/** No combination of values occurs twice. In a row that is looked at, missing values equal each other. */
export const CompoundUniqueRule = strictObject(() => ({
  type: z.literal("compound_unique"),
  columns: columnsField.describe("columns that identify a row together"),
  ignoreRowIf: ignoreRowIfField,
  ...rowRuleShape,
}));
export type CompoundUniqueRule = z.output<typeof CompoundUniqueRule>;
