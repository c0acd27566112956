import { z } from "zod";
import { columnField, rowRuleShape } from "./rule-shape.ts";

/** No value occurs twice; every row of a repeated value breaks the rule, missing values are ignored. */
export const UniqueRule = z.strictObject({ type: z.literal("unique"), column: columnField, ...rowRuleShape });
export type UniqueRule = z.output<typeof UniqueRule>;

/** No combination of values occurs twice; rows where one of the values is missing are ignored. */
export const CompoundUniqueRule = z.strictObject({
  type: z.literal("compound_unique"),
  columns: z.array(z.string().min(1)).min(2).describe("columns that identify a row together"),
  ...rowRuleShape,
});
export type CompoundUniqueRule = z.output<typeof CompoundUniqueRule>;
