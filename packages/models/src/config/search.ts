import * as z from "zod";
import { strictObject } from "../lazy-object.ts";

/** The values that a search may give one hyperparameter: a list, or a range. */
export const SearchDimension = strictObject(() => ({
  values: z.array(z.json()).min(1).optional().describe("the values to choose from"),
  range: z.array(z.number()).length(2).optional().describe("smallest and largest number, instead of values"),
  log: z.boolean().default(false).describe("draw evenly on the logarithm of the range"),
  int: z.boolean().default(false).describe("whole numbers of the range only"),
  steps: z.number().int().min(2).max(1000).default(3).describe("points of the range that a grid takes, ends included"),
})).superRefine(({ values, range, log, int }, context) => {
  const issue = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
  if ((values === undefined) === (range === undefined)) issue("values", "give either values or a range");
  if (values !== undefined && (log || int)) issue("values", "log and int are for a range");
  const [low, high] = range ?? [];
  if (low === undefined || high === undefined) return;
  if (!(low < high)) issue("range", "its first number is not below its second");
  if (log && low <= 0) issue("range", "a logarithm needs numbers above 0");
  if (int && !(Number.isInteger(low) && Number.isInteger(high))) issue("range", "whole numbers need whole ends");
});
export type SearchDimension = z.output<typeof SearchDimension>;

/** Search of hyperparameters: each trial is scored by cross-validation where that is configured, else on training rows set aside. */
export const SearchConfig = strictObject(() => ({
  method: z
    .enum(["random", "grid", "tpe"])
    .default("random")
    .describe("random draws, every combination, or tpe: draws where the best trials so far lie (tree-structured Parzen estimator)"),
  trials: z.number().int().min(1).max(10_000).default(20).describe("draws of a search; most combinations that a grid may have"),
  space: z
    .record(z.string(), SearchDimension)
    .refine((space) => Object.keys(space).length > 0, "name at least one hyperparameter")
    .describe("values by hyperparameter, see SearchDimension"),
  parallel: z
    .number()
    .int()
    .min(1)
    .max(64)
    .default(1)
    .describe("trials at a time, each in a thread of its own where there is more than one; the result is the same for any number"),
  holdout: z.number().gt(0).lt(1).default(0.2).describe("share of the training rows that score a trial where there is no cross-validation"),
}));
export type SearchConfig = z.output<typeof SearchConfig>;
