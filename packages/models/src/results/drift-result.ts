import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { Result } from "./result.ts";

/**
 * The outcome of drift detection; scores are effect sizes in [0, 1].
 * @example DriftResult.parse({ status: "success" }).hasDrift // => false
 */
export const DriftResult = strictObject(() => ({
  ...Result.shape,
  hasDrift: z.boolean().default(false).describe("the share of drifted features reached driftShare, or a critical feature drifted"),
  driftScore: z.number().min(0).max(1).default(0).describe("share of features that drifted"),
  driftedFeatures: z
    .array(z.string())
    .default(() => [])
    .describe("features that drifted"),
  featureDriftScores: z
    .record(z.string(), z.number().min(0).max(1))
    .default(() => ({}))
    .describe("effect size of each feature"),
}));
export type DriftResult = z.output<typeof DriftResult>;
