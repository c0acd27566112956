import { z } from "zod";
import { checkBounds, columnField, tableRuleShape } from "./rule-shape.ts";

const bounds = {
  column: columnField,
  min: z.number().optional().describe("lowest figure"),
  max: z.number().optional().describe("highest figure"),
  strict: z.boolean().default(false).describe("the bounds themselves break the rule"),
  ...tableRuleShape,
};

/** The mean of a column lies between two bounds. */
export const MeanRangeRule = z.strictObject({ type: z.literal("mean_range"), ...bounds }).superRefine(checkBounds);
/** The median of a column lies between two bounds. */
export const MedianRangeRule = z.strictObject({ type: z.literal("median_range"), ...bounds }).superRefine(checkBounds);
/** The sample standard deviation (n - 1) of a column lies between two bounds. */
export const StdRangeRule = z.strictObject({ type: z.literal("std_range"), ...bounds }).superRefine(checkBounds);
/** The smallest value of a column lies between two bounds. */
export const MinRangeRule = z.strictObject({ type: z.literal("min_range"), ...bounds }).superRefine(checkBounds);
/** The largest value of a column lies between two bounds. */
export const MaxRangeRule = z.strictObject({ type: z.literal("max_range"), ...bounds }).superRefine(checkBounds);
/** The sum of a column lies between two bounds. */
export const SumRangeRule = z.strictObject({ type: z.literal("sum_range"), ...bounds }).superRefine(checkBounds);
/** A quantile of a column, interpolated between neighbours, lies between two bounds. */
export const QuantileRangeRule = z
  .strictObject({
    type: z.literal("quantile_range"),
    quantile: z.number().min(0).max(1).describe("which quantile, from 0 to 1"),
    ...bounds,
  })
  .superRefine(checkBounds);

/** Rules about one figure of a numeric column. Missing values are ignored; NaN makes the figure NaN, which breaks the rule. */
export const AggregateRule = z.discriminatedUnion("type", [
  MeanRangeRule,
  MedianRangeRule,
  StdRangeRule,
  MinRangeRule,
  MaxRangeRule,
  SumRangeRule,
  QuantileRangeRule,
]);
export type AggregateRule = z.output<typeof AggregateRule>;
