import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { DataConfig } from "./data.ts";
import { DeploymentConfig } from "./deployment.ts";
import { FeatureConfig } from "./feature.ts";
import { ModelConfig } from "./model.ts";
import { MonitoringConfig } from "./monitoring.ts";
import { PipelineConfig } from "./pipeline.ts";
import { TrackingConfig } from "./tracking.ts";

export const RunIf = z.enum(["all_success", "at_least_one_success", "none_failed", "all_done", "at_least_one_failed", "all_failed"]);
export type RunIf = z.output<typeof RunIf>;

/** The kinds of stage, in the order in which they follow each other, and the section each reads. */
export const STAGE_SECTIONS = {
  data: "dataConfig",
  feature: "featureConfig",
  training: "modelConfig",
  deployment: "deploymentConfig",
  monitoring: "monitoringConfig",
} as const;
export type StageKind = keyof typeof STAGE_SECTIONS;

const stage = {
  name: z.string().min(1).max(250).describe("name of the stage"),
  dependsOn: z.array(z.string()).optional().describe("stages that come before it"),
  runIf: RunIf.default("all_success").describe("what must have become of them"),
  enabled: z.boolean().default(true).describe("false skips it"),
};

export const StageConfig = z.discriminatedUnion("kind", [
  strictObject(() => ({
    ...stage,
    kind: z.literal("data").describe("what it does"),
    config: DataConfig.optional().describe("in place of data_config"),
  })),
  strictObject(() => ({ ...stage, kind: z.literal("feature"), config: FeatureConfig.optional().describe("in place of feature_config") })),
  strictObject(() => ({ ...stage, kind: z.literal("training"), config: ModelConfig.optional().describe("in place of model_config") })),
  strictObject(() => ({
    ...stage,
    kind: z.literal("deployment"),
    config: DeploymentConfig.optional().describe("in place of deployment_config"),
  })),
  strictObject(() => ({
    ...stage,
    kind: z.literal("monitoring"),
    config: MonitoringConfig.optional().describe("in place of monitoring_config"),
  })),
]);
export type StageConfig = z.output<typeof StageConfig>;

/** What a pipeline.yaml holds. */
export const PipelineFile = strictObject(() => ({
  ...PipelineConfig.shape,
  trackingConfig: TrackingConfig.prefault({}).describe("where runs and models are kept"),
  var: z
    .record(z.string(), z.json())
    .default(() => ({}))
    .describe("values that references of the form var.x take"),
  environments: z
    .record(z.string(), z.record(z.string(), z.json()))
    .default(() => ({}))
    .describe("settings per environment, merged over the file's"),
  seed: z.number().int().min(0).default(0).describe("seed of everything random in the run"),
  concurrency: z.number().int().min(1).optional().describe("stages at once at most; the number of cores when absent"),
  failFast: z.boolean().default(false).describe("a failed stage cancels the others"),
  runTimeoutMinutes: z.number().positive().optional().describe("limit of the whole run"),
  stages: z.array(StageConfig).min(1).optional().describe("stages; one per section present, chained, when absent"),
}));
export type PipelineFile = z.output<typeof PipelineFile>;
