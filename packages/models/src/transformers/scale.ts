import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { COLUMNS_DESCRIPTION, ColumnSelector } from "./columns.ts";

/** Subtract the mean and divide by the standard deviation (of the population). Missing stays missing. */
export const StandardScaleConfig = strictObject(() => ({
  type: z.literal("standard_scale"),
  columns: ColumnSelector.default("numeric").describe(COLUMNS_DESCRIPTION),
  withMean: z.boolean().default(true).describe("subtract the mean"),
  withStd: z.boolean().default(true).describe("divide by the standard deviation; a constant column is divided by 1"),
}));
export type StandardScaleConfig = z.output<typeof StandardScaleConfig>;

/** Map the range of the training rows to a given range. Missing stays missing. */
export const MinMaxScaleConfig = strictObject(() => ({
  type: z.literal("min_max_scale"),
  columns: ColumnSelector.default("numeric").describe(COLUMNS_DESCRIPTION),
  min: z.number().default(0).describe("what the smallest value becomes"),
  max: z.number().default(1).describe("what the largest value becomes"),
  clip: z.boolean().default(false).describe("cut values outside the training range to the bounds"),
})).refine(({ min, max }) => min < max, { path: ["max"], message: "max must be greater than min" });
export type MinMaxScaleConfig = z.output<typeof MinMaxScaleConfig>;
