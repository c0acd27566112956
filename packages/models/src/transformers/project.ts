import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { COLUMNS_DESCRIPTION, ColumnSelector } from "./columns.ts";

const KEEP_DESCRIPTION = "leave the columns themselves beside what is made of them";

/** Replace columns by their principal components, `pca_0`, `pca_1`, … Missing values are refused: impute first. */
export const PcaConfig = strictObject(() => ({
  type: z.literal("pca"),
  columns: ColumnSelector.default("numeric").describe(COLUMNS_DESCRIPTION),
  components: z
    .union([z.number().int().min(1), z.number().gt(0).lt(1)])
    .optional()
    .describe("how many, or a share of the variance (below 1) that as few as possible exceed; all when absent"),
  whiten: z.boolean().default(false).describe("divide by the standard deviation along each component"),
  prefix: z.string().min(1).default("pca").describe("what the names of the new columns begin with"),
  keep: z.boolean().default(false).describe(KEEP_DESCRIPTION),
}));
export type PcaConfig = z.output<typeof PcaConfig>;

/** Replace columns by the nearest of several centres, `k_means`, or the distances to them. Missing values are refused: impute first. */
export const KMeansConfig = strictObject(() => ({
  type: z.literal("k_means"),
  columns: ColumnSelector.default("numeric").describe(COLUMNS_DESCRIPTION),
  clusters: z.number().int().min(1).default(8).describe("number of centres"),
  output: z
    .enum(["label", "distances"])
    .default("label")
    .describe("label is the number of the nearest cluster in one column, distances a column per cluster"),
  nInit: z.number().int().min(1).default(1).describe("starts, the best of which counts"),
  maxIterations: z.number().int().min(1).default(300).describe("iterations of a start at most"),
  tolerance: z
    .number()
    .min(0)
    .default(1e-4)
    .describe("a start ends when the sum of the centres' squared moves is at most this share of the columns' mean variance"),
  seed: z.number().int().min(0).default(0).describe("seed of the starts"),
  prefix: z.string().min(1).default("k_means").describe("the new column, or what the names of several begin with"),
  keep: z.boolean().default(false).describe(KEEP_DESCRIPTION),
}));
export type KMeansConfig = z.output<typeof KMeansConfig>;
