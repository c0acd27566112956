import { z } from "zod";
import { checkBounds, ruleShape, tableRuleShape } from "./rule-shape.ts";

/** The table has a number of rows between two bounds; `when` counts only the rows it selects. */
export const RowCountRule = z
  .strictObject({
    type: z.literal("row_count"),
    min: z.number().int().min(0).optional().describe("fewest rows"),
    max: z.number().int().min(0).optional().describe("most rows"),
    ...tableRuleShape,
  })
  .superRefine(checkBounds);
export type RowCountRule = z.output<typeof RowCountRule>;

/** The table has certain columns. */
export const ColumnsRule = z.strictObject({
  type: z.literal("columns"),
  columns: z.array(z.string().min(1)).min(1).describe("names of columns"),
  match: z
    .enum(["contains", "exact", "ordered"])
    .default("contains")
    .describe("contains: at least these; exact: these and no others; ordered: these, no others, in this order"),
  ...ruleShape,
});
export type ColumnsRule = z.output<typeof ColumnsRule>;
