import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { checkBounds, countBounds, tableRuleShape } from "./rule-shape.ts";

/** The table has a number of rows between two bounds; `when` counts only the rows it selects. */
export const RowCountRule = strictObject(() => ({ type: z.literal("row_count"), ...countBounds, ...tableRuleShape })).superRefine(
  checkBounds,
);
export type RowCountRule = z.output<typeof RowCountRule>;
