import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { DataSource } from "./data.ts";
import { DatabricksConfig } from "./databricks.ts";

export const BatchConfig = strictObject(() => ({
  input: DataSource.describe("rows to score"),
  output: z.string().describe("file of the scored rows (csv, ndjson, parquet or arrow by ending)"),
  keep: z.array(z.string()).optional().describe("input columns to copy; all when absent"),
}));

/** The deployment stage. */
export const DeploymentConfig = strictObject(() => ({
  endpointName: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/, "letters, digits, _ and - only")
    .default("model")
    .describe("name of the endpoint"),
  serve: z.boolean().default(true).describe("false leaves the endpoint out and scores the batch alone"),
  target: z.enum(["local", "databricks"]).default("local").describe("where the endpoint runs"),
  modelUri: z.string().optional().describe("model to deploy; the version just trained when absent"),
  host: z.string().default("127.0.0.1").describe("local: address to listen on"),
  port: z.number().int().min(0).max(65_535).default(0).describe("local: port; 0 takes a free one"),
  lifetime: z.enum(["run", "detached"]).default("run").describe("local: the server ends with the run, or stays"),
  trafficPercentage: z.number().int().min(0).max(100).default(100).describe("share of requests for the new version"),
  probeTimeoutSeconds: z
    .number()
    .positive()
    .optional()
    .describe("limit until the endpoint serves a change; when absent 60 for local, 1200 for databricks"),
  alias: z.string().default("champion").describe("alias of the version that gets every request"),
  batch: BatchConfig.optional().describe("score a table, too"),
  workloadSize: z.enum(["Small", "Medium", "Large"]).default("Small").describe("databricks: size of the endpoint"),
  scaleToZero: z.boolean().default(true).describe("databricks: stop when idle"),
  databricks: DatabricksConfig.optional().describe("databricks: the workspace"),
}));
export type DeploymentConfig = z.output<typeof DeploymentConfig>;
/** The same as it is written: every field with a default may be left out. */
export type DeploymentOptions = z.input<typeof DeploymentConfig>;

export const ModelDeploymentConfig = DeploymentConfig;
export type ModelDeploymentConfig = DeploymentConfig;
