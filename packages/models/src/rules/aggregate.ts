import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { checkBounds, columnField, tableRuleShape } from "./rule-shape.ts";

/** One figure of a numeric column lies between two bounds. Missing values are ignored; NaN makes the figure NaN, which breaks the rule. */
export const AggregateRule = strictObject(() => ({
  type: z.literal("aggregate"),
  column: columnField,
  statistic: z
    .enum(["mean", "median", "quantile", "std", "min", "max", "sum"])
    .describe("the figure; quantiles interpolate between neighbours, std is the sample standard deviation (n - 1)"),
  quantile: z.number().min(0).max(1).optional().describe("which quantile, from 0 to 1, of statistic quantile"),
  min: z.number().optional().describe("lowest figure"),
  max: z.number().optional().describe("highest figure"),
  strict: z.boolean().default(false).describe("the bounds themselves break the rule"),
  ...tableRuleShape,
})).superRefine((rule, context) => {
  checkBounds(rule, context);
  if (rule.statistic === "quantile" && rule.quantile === undefined)
    context.addIssue({ code: "custom", path: ["quantile"], message: "statistic quantile needs to know which" });
  if (rule.statistic !== "quantile" && rule.quantile !== undefined)
    context.addIssue({ code: "custom", path: ["quantile"], message: `quantile is for statistic quantile, not ${rule.statistic}` });
});
export type AggregateRule = z.output<typeof AggregateRule>;
