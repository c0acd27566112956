import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { columnField, tableRuleShape } from "./rule-shape.ts";

/** Several quantiles of a numeric column lie between bounds of their own. Missing values are ignored; NaN breaks the rule. */
export const QuantilesRule = strictObject(() => ({
  type: z.literal("quantiles"),
  column: columnField,
  quantiles: z.array(z.number().min(0).max(1)).min(1).describe("which quantiles, from 0 to 1"),
  ranges: z
    .array(z.tuple([z.number().nullable(), z.number().nullable()]))
    .min(1)
    .describe("lowest and highest figure of each; null leaves a side open"),
  interpolation: z
    .enum(["linear", "lower", "higher", "midpoint", "nearest"])
    .default("linear")
    .describe("what a quantile between two values is (numpy's names)"),
  ...tableRuleShape,
})).superRefine(({ quantiles, ranges }, context) => {
  if (ranges.length !== quantiles.length)
    context.addIssue({ code: "custom", path: ["ranges"], message: `give ${quantiles.length}, one each` });
  for (const [i, [low, high]] of ranges.entries())
    if (low !== null && high !== null && low > high)
      context.addIssue({ code: "custom", path: ["ranges", String(i)], message: `${high} is below ${low}` });
});
export type QuantilesRule = z.output<typeof QuantilesRule>;
