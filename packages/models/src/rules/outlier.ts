import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { columnField, rowRuleShape } from "./rule-shape.ts";

/**
 * No value is an outlier: outside the quartiles by more than `multiplier` interquartile ranges (iqr; the fence itself is inside), or `multiplier` standard
 * deviations (n - 1) or more away from the mean (std). NaN breaks the rule; fewer than two values, or values that are all equal, hold it.
 */
export const OutlierRule = strictObject(() => ({
  type: z.literal("outlier"),
  column: columnField,
  method: z.enum(["iqr", "std"]).default("iqr").describe("what distance is measured in"),
  multiplier: z.number().min(0).default(1.5).describe("how far is too far"),
  ...rowRuleShape,
}));
export type OutlierRule = z.output<typeof OutlierRule>;
