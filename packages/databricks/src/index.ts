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
} from "@mlops/models";
export { DatabricksClient } from "./databricks-client.ts";
