import * as z from "zod";
import { strictObject } from "../lazy-object.ts";

const forest = (bootstrap: boolean) =>
  strictObject(() => ({
    trees: z.number().int().min(1).max(100_000).default(100).describe("number of trees"),
    maxDepth: z.number().int().min(1).optional().describe("depth of a tree at most; unlimited when absent"),
    maxFeatures: z
      .union([z.enum(["sqrt", "log2"]), z.number().gt(0).max(1)])
      .optional()
      .describe("features that each split draws: a root, a logarithm or a share of them; `sqrt` for classes and 1 for numbers when absent"),
    minSamplesLeaf: z.number().int().min(1).default(1).describe("rows of a leaf at least"),
    minSamplesSplit: z.number().int().min(2).default(2).describe("rows of a node that is split at least"),
    bootstrap: z.boolean().default(bootstrap).describe("draw each tree's rows with replacement, by weight where rows have weights"),
    rowSample: z.number().gt(0).max(1).default(1).describe("rows drawn for each tree, as a share of all"),
    maxBins: z.number().int().min(2).max(255).default(255).describe("bins of a feature; missing values have their own"),
  }));

/** Random forest: the best split of each node among drawn features. */
export const RandomForestParameters = forest(true);
export type RandomForestParameters = z.output<typeof RandomForestParameters>;

/** Extremely randomised trees: one drawn threshold for each drawn feature. */
export const ExtraTreesParameters = forest(false);
export type ExtraTreesParameters = z.output<typeof ExtraTreesParameters>;
