import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { COLUMNS_DESCRIPTION, ColumnSelector } from "./columns.ts";

/** Fill missing values. */
export const ImputeConfig = strictObject(() => ({
  type: z.literal("impute"),
  columns: ColumnSelector.default("numeric").describe(COLUMNS_DESCRIPTION),
  strategy: z
    .enum(["mean", "median", "mode", "constant"])
    .default("median")
    .describe("mean and median of numbers, mode (the smallest of the most frequent values) of anything, or the constant in value"),
  value: z.union([z.number(), z.string(), z.boolean()]).optional().describe("what strategy constant fills in; of the columns' own kind"),
})).superRefine(({ strategy, value }, context) => {
  if (strategy === "constant" && value === undefined)
    context.addIssue({ code: "custom", path: ["value"], message: "strategy constant needs a value" });
  if (strategy !== "constant" && value !== undefined)
    context.addIssue({ code: "custom", path: ["value"], message: `value is for strategy constant, not ${strategy}` });
});
export type ImputeConfig = z.output<typeof ImputeConfig>;
