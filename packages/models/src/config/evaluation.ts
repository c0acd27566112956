import * as z from "zod";
import { strictObject } from "../lazy-object.ts";

/** What is found out about a trained model beside its metrics, on the rows it is judged on. */
export const EvaluationConfig = strictObject(() => ({
  weighted: z.boolean().default(true).describe("weigh the rows in metrics where weights of the rows are given, as in the fit"),
  shap: z
    .number()
    .int()
    .min(0)
    .max(100_000)
    .optional()
    .describe(
      "rows, drawn by seed, that SHAP values of trees and linear models are computed on, 0 for none; 500 when absent, or as many as take seconds",
    ),
  permutationRepeats: z.number().int().min(0).max(100).default(5).describe("shuffles per column for permutation importances; 0 for none"),
  partialDependence: z.number().int().min(0).max(100).default(5).describe("most important columns whose partial dependence is drawn"),
  sampleRows: z.number().int().min(10).default(2000).describe("rows, drawn by seed, that importances and partial dependence look at"),
  slices: z
    .array(z.string())
    .default(() => [])
    .describe("columns whose values split the primary metric"),
  learningCurve: z
    .array(z.number().gt(0).max(1))
    .default(() => [])
    .describe("shares of the training rows to fit on, such as 0.1, 0.3, 1; each costs a fit"),
}));
export type EvaluationConfig = z.output<typeof EvaluationConfig>;

/** What only people can say on the model card. */
export const ModelCardConfig = strictObject(() => ({
  intendedUse: z.string().default("").describe("what the model is for, and for whom"),
  outOfScope: z.string().default("").describe("what it must not be used for"),
  limits: z.string().default("").describe("known weaknesses of data and model"),
  ethics: z.string().default("").describe("risks for people, and what is done about them"),
  contact: z.string().default("").describe("who answers for the model"),
}));
export type ModelCardConfig = z.output<typeof ModelCardConfig>;
