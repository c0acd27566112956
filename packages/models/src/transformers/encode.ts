import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { COLUMNS_DESCRIPTION, ColumnSelector } from "./columns.ts";

/** One column of 0 and 1 per category, categories ascending. */
export const OneHotConfig = strictObject(() => ({
  type: z.literal("one_hot"),
  columns: ColumnSelector.default("string").describe(COLUMNS_DESCRIPTION),
  unknown: z
    .enum(["ignore", "error"])
    .default("ignore")
    .describe("a category that the training rows did not have: ignore gives zeros, error refuses the rows (an exported model gives zeros)"),
  drop: z.enum(["none", "first"]).default("none").describe("first leaves the first category out, so that the columns do not sum to 1"),
  maxCategories: z.number().int().min(2).optional().describe("columns per feature at most; the rarest categories share the last one"),
  minFrequency: z
    .union([z.number().int().min(1), z.number().gt(0).lt(1)])
    .optional()
    .describe("categories with fewer rows (or a smaller share of them, below 1) share one column"),
}));
export type OneHotConfig = z.output<typeof OneHotConfig>;

/** One whole number per category: its place in ascending order, or in the order given. Missing stays missing. */
export const OrdinalConfig = strictObject(() => ({
  type: z.literal("ordinal"),
  columns: ColumnSelector.default("string").describe(COLUMNS_DESCRIPTION),
  unknown: z
    .enum(["encode", "error"])
    .default("encode")
    .describe("a category that the training rows did not have: encode gives -1, error refuses the rows (an exported model gives -1)"),
  categories: z
    .array(z.union([z.string(), z.number(), z.boolean()]))
    .min(1)
    .optional()
    .describe("categories of every column of this step, in their order; ascending as found in the training rows when absent"),
})).refine(({ categories = [] }) => new Set(categories).size === categories.length, {
  path: ["categories"],
  message: "a category is given twice",
});
export type OrdinalConfig = z.output<typeof OrdinalConfig>;
