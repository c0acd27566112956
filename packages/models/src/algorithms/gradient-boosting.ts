import * as z from "zod";
import { strictObject } from "../lazy-object.ts";

/** Histogram gradient boosting of decision trees. */
export const GradientBoostingParameters = strictObject(() => ({
  objective: z
    .enum(["squared", "absolute", "quantile", "poisson", "huber"])
    .default("squared")
    .describe("loss for numbers; classes always have log loss"),
  quantile: z.number().gt(0).lt(1).default(0.5).describe("what the `quantile` objective predicts"),
  huberDelta: z.number().gt(0).default(1).describe("distance from the target from which the `huber` objective is linear"),
  iterations: z.number().int().min(1).max(100_000).default(100).describe("trees (per class, where there are more than two)"),
  learningRate: z.number().gt(0).max(10).default(0.1).describe("shrinkage of each tree"),
  numLeaves: z.number().int().min(2).max(65_535).default(31).describe("leaves of a tree at most"),
  maxDepth: z.number().int().min(1).optional().describe("depth of a tree at most; unlimited when absent"),
  minSamplesLeaf: z.number().int().min(1).default(20).describe("rows of a leaf at least"),
  l2: z.number().min(0).default(0).describe("L2 penalty on leaf values"),
  l1: z.number().min(0).default(0).describe("L1 penalty on leaf values"),
  minGain: z.number().min(0).default(0).describe("gain of a split at least"),
  maxBins: z.number().int().min(2).max(255).default(255).describe("bins of a feature; missing values have their own"),
  rowSample: z.number().gt(0).max(1).default(1).describe("share of rows drawn for each tree"),
  featureSample: z.number().gt(0).max(1).default(1).describe("share of features drawn for each tree"),
  earlyStoppingRounds: z
    .number()
    .int()
    .min(1)
    .optional()
    .describe("stop after so many trees without gain on the internal validation share"),
  validationFraction: z.number().gt(0).lt(1).default(0.1).describe("share kept aside for early stopping"),
  categorical: z.array(z.string()).default([]).describe("columns of the model whose numbers are levels without order, at most 1,000 each"),
  monotonic: z
    .record(z.string(), z.union([z.literal(1), z.literal(-1)]))
    .default({})
    .describe("by column of the model: 1 where predictions must not fall when it rises, -1 where they must not rise"),
}));
export type GradientBoostingParameters = z.output<typeof GradientBoostingParameters>;
