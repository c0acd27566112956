import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { TransformerConfig } from "../transformers/transformer-config.ts";

/** The feature stage: which raw columns the model sees, and what is done to them. */
export const FeatureConfig = strictObject(() => ({
  features: z.array(z.string()).min(1).optional().describe("raw columns that enter; all but target and exclude when absent"),
  exclude: z
    .array(z.string())
    .default(() => [])
    .describe("columns that never enter: ids, leaks"),
  target: z.string().optional().describe("column to predict; model_config.target when absent"),
  transformers: z
    .array(TransformerConfig)
    .default(() => [])
    .describe("steps in order; empty: numbers as they are, texts as ordinal codes"),
}));
export type FeatureConfig = z.output<typeof FeatureConfig>;
/** As it is written: every field with a default may be left out. */
export type FeatureOptions = z.input<typeof FeatureConfig>;

export const FeatureEngineeringConfig = FeatureConfig;
export type FeatureEngineeringConfig = FeatureConfig;
