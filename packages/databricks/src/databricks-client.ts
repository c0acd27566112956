import { type Logger, setupLogger } from "@mlops/core/logging";
import type { DatabricksConfig, DatabricksOptions, JobRun, Json, ModelVersion } from "@mlops/models";
import { type JobRunOptions, startJobRun } from "./job-runs.ts";
import { readAliasedVersion, writeAlias } from "./model-aliases.ts";
import { readModelVersion } from "./model-versions.ts";
import { resolveConfig } from "./resolve-config.ts";
import { ServingEndpoints } from "./serving-endpoints.ts";
import { openTransport, type Transport } from "./transport.ts";

/**
 * Client of a Databricks workspace; what the options leave out comes from DATABRICKS_* variables, then from a profile.
 * @throws ConfigError `CONFIG_INVALID`
 * @example new DatabricksClient({ host: "example.cloud.databricks.com", token: "secret" }).config.host // => "https://example.cloud.databricks.com"
 */
export class DatabricksClient {
  readonly config: DatabricksConfig;
  readonly logger: Logger = setupLogger("databricks_client");
  readonly servingEndpoints: ServingEndpoints;
  readonly #transport: Transport;

  constructor(config: DatabricksOptions = {}) {
    const resolved = resolveConfig(config, process.env);
    this.config = resolved;
    this.#transport = openTransport(resolved);
    this.servingEndpoints = new ServingEndpoints(this.#transport.send);
  }

  /** One version of a registered model, `catalog.schema.name` in Unity Catalog. Rejects with DatabricksError or ConfigError. */
  async getModelVersion(modelName: string, version: string | number): Promise<ModelVersion> {
    return readModelVersion(this.#transport.send, this.config.registry, modelName, String(version));
  }

  /** The version that an alias of a model in Unity Catalog names. Rejects with DatabricksError or ConfigError. */
  async getModelVersionByAlias(modelName: string, alias: string): Promise<ModelVersion> {
    return readAliasedVersion(this.#transport.send, this.config.registry, modelName, alias);
  }

  /** Points an alias of a model in Unity Catalog at a version, away from the one it named before. Rejects with DatabricksError or ConfigError. */
  async setModelAlias(modelName: string, alias: string, version: string | number): Promise<void> {
    await writeAlias(this.#transport.send, this.config.registry, { name: modelName, alias, version: String(version) });
  }

  /**
   * Starts a job; with `wait`, resolves once the run succeeded and rejects with DatabricksError when it ended otherwise.
   * Ids beyond 2^53 are given as strings or bigints.
   */
  async createJobRun(
    jobId: string | number | bigint,
    params: Readonly<Record<string, Json>> = {},
    options: JobRunOptions = {},
  ): Promise<JobRun> {
    return startJobRun(this.#transport.send, String(jobId), params, options);
  }

  /** Closes the connections. */
  async close(): Promise<void> {
    await this.#transport.close();
  }
}
