import { type Logger, setupLogger } from "@mlops/core";
import {
  DatabricksConfig,
  type DatabricksOptions,
  type JobRun,
  type Json,
  MLOpsError,
  type ModelVersion,
  parseConfig,
} from "@mlops/models";

/**
 * Client of a Databricks workspace.
 * The configuration is checked now; requests are not built yet: every method rejects with `NOT_SUPPORTED`.
 * @throws ConfigError `CONFIG_INVALID`
 * @example new DatabricksClient({ host: "https://example.cloud.databricks.com" }).config.registry // => "unity_catalog"
 */
export class DatabricksClient {
  readonly config: DatabricksConfig;
  readonly logger: Logger = setupLogger("databricks_client");

  constructor(config: DatabricksOptions) {
    this.config = parseConfig(DatabricksConfig, config, "databricksConfig");
  }

  /** One version of a registered model. Rejects with MLOpsError `NOT_SUPPORTED`. */
  async getModelVersion(_modelName: string, _version: string | number): Promise<ModelVersion> {
    throw new MLOpsError({ code: "NOT_SUPPORTED", feature: "reading model versions from Databricks" });
  }

  /** Starts a job. Rejects with MLOpsError `NOT_SUPPORTED`. */
  async createJobRun(_jobId: string | number | bigint, _params: Readonly<Record<string, Json>> = {}): Promise<JobRun> {
    throw new MLOpsError({ code: "NOT_SUPPORTED", feature: "starting Databricks jobs" });
  }
}
