import * as z from "zod";
import { strictObject } from "../lazy-object.ts";
import { SecretString } from "../secret.ts";

/** How to reach a Databricks workspace. What is absent comes from DATABRICKS_* variables, then from a profile. */
export const DatabricksConfig = strictObject(() => ({
  host: z.string().optional().describe("workspace URL"),
  authType: z.enum(["pat", "oauth-m2m"]).optional().describe("which credentials to use, where several are set"),
  token: SecretString.optional().describe("personal access token"),
  clientId: z.string().optional().describe("service principal, for oauth-m2m"),
  clientSecret: SecretString.optional().describe("its secret"),
  profile: z.string().optional().describe("profile in the configuration file"),
  configFile: z.string().optional().describe("configuration file; ~/.databrickscfg when absent"),
  registry: z.enum(["unity_catalog", "workspace"]).default("unity_catalog").describe("which model registry"),
  warehouseId: z.string().optional().describe("SQL warehouse"),
  requestTimeoutSeconds: z.number().positive().default(60).describe("limit of one request"),
  retryTimeoutSeconds: z.number().positive().default(300).describe("limit of a request with all its retries"),
}));
export type DatabricksConfig = z.output<typeof DatabricksConfig>;
/** The same as it is written: every field with a default may be left out. */
export type DatabricksOptions = z.input<typeof DatabricksConfig>;
