import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { checkBounds, countBounds, ruleShape } from "./rule-shape.ts";

/** The table has a number of columns between two bounds. */
export const ColumnCountRule = strictObject(() => ({ type: z.literal("column_count"), ...countBounds, ...ruleShape })).superRefine(
  checkBounds,
);
export type ColumnCountRule = z.output<typeof ColumnCountRule>;
