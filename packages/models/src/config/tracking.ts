import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { SecretString } from "../secret.ts";

/** Where runs, models and versions are kept. */
export const TrackingConfig = strictObject(() => ({
  trackingUri: z
    .string()
    .default("embedded")
    .refine((uri) => uri === "embedded" || /^https?:\/\//.test(uri), "must be `embedded` or an http(s) URL of an MLflow server")
    .describe("`embedded`, or the URL of an MLflow server"),
  registryUri: z
    .string()
    .refine((uri) => uri === "embedded" || /^https?:\/\//.test(uri), "must be `embedded` or an http(s) URL of an MLflow server")
    .optional()
    .describe("model registry, where it is another server"),
  experimentName: z.string().min(1).default("Default").describe("experiment that runs belong to"),
  runName: z.string().optional().describe("name of the run; the pipeline's name when absent"),
  tags: z
    .record(z.string(), z.string())
    .default(() => ({}))
    .describe("labels of the run"),
  token: SecretString.optional().describe("bearer token of the server"),
  username: z.string().optional().describe("user for basic authentication"),
  password: SecretString.optional().describe("password for basic authentication"),
  timeoutSeconds: z.number().positive().default(30).describe("limit of one request"),
  retries: z.number().int().min(0).max(20).default(4).describe("extra tries of a request that may pass later"),
}));
export type TrackingConfig = z.output<typeof TrackingConfig>;
