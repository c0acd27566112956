import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { DataConfig } from "./data.ts";
import { DeploymentConfig } from "./deployment.ts";
import { FeatureConfig } from "./feature.ts";
import { ModelConfig } from "./model.ts";
import { MonitoringConfig } from "./monitoring.ts";

/**
 * What a pipeline is given.
 * @example PipelineConfig.parse({ name: "churn" }).timeoutMinutes // => 60
 */
export const PipelineConfig = strictObject(() => ({
  name: z.string().min(1).max(250).describe("name of the pipeline"),
  description: z.string().default("").describe("what it is for"),
  owner: z.string().default("").describe("who answers for it"),
  tags: z
    .record(z.string(), z.string())
    .default(() => ({}))
    .describe("free labels"),
  timeoutMinutes: z.number().positive().default(60).describe("limit of one attempt of a stage; fractions are fine"),
  retryAttempts: z.number().int().min(0).max(100).default(0).describe("extra tries of a stage that failed for a reason that may pass"),
  environment: z.string().min(1).default("development").describe("which environment's settings apply"),
  dataConfig: DataConfig.optional().describe("the data stage"),
  featureConfig: FeatureConfig.optional().describe("the feature stage"),
  modelConfig: ModelConfig.optional().describe("the training stage"),
  deploymentConfig: DeploymentConfig.optional().describe("the deployment stage"),
  monitoringConfig: MonitoringConfig.optional().describe("the monitoring stage"),
}));
export type PipelineConfig = z.output<typeof PipelineConfig>;
