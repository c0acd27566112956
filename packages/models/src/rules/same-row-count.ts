import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { otherField, tableRuleShape } from "./rule-shape.ts";

/** The table has as many rows as another one; `when` counts only the rows it selects. */
export const SameRowCountRule = strictObject(() => ({
  type: z.literal("same_row_count"),
  other: otherField,
  ...tableRuleShape,
}));
export type SameRowCountRule = z.output<typeof SameRowCountRule>;
