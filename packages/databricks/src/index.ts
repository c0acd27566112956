export {
  ConfigError,
  DatabricksConfig,
  DatabricksError,
  type DatabricksOptions,
  JobRun,
  type Json,
  MLOpsError,
  ModelVersion,
  Secret,
  TimeoutError,
} from "@mlops/models";
export { DatabricksClient } from "./databricks-client.ts";
export { type EndpointConfig, type ServedEntity, servedEntities } from "./endpoint-config.ts";
export type { JobRunOptions, WaitOptions } from "./job-runs.ts";
export { type EndpointOptions, type ServingEndpoint, ServingEndpoints } from "./serving-endpoints.ts";
