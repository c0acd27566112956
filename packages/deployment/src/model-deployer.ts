import { type Logger, setupLogger } from "@mlops/core/logging";
import { toJson } from "@mlops/core/pipeline";
import type { EndpointDetails } from "@mlops/core/stage";
import { openTracking, type Tracking } from "@mlops/core/tracking";
import { ConfigError, type DeploymentOptions, MLOpsError, ModelDeploymentConfig, parseConfig, Result, StatusEnum } from "@mlops/models";
import { type DeployContext, type DeployOptions, deployContext } from "./deploy-options.ts";
import { endpointServers } from "./local/endpoint-servers.ts";
import type { LocalRollback as LocalParts } from "./local/rollback-local.ts";
import { batchMessage, endpointMessage, rollbackMessage } from "./messages.ts";
import { pinModel } from "./model/pinned-model.ts";

/**
 * Deploys model versions: to an endpoint that serves them, or to a file of scored rows.
 * Everything that goes wrong throws; an endpoint then serves what it served before.
 * @throws ConfigError `CONFIG_INVALID`
 * @example new ModelDeployer({ endpointName: "churn" }).config.target // => "local"
 */
export class ModelDeployer {
  readonly config: ModelDeploymentConfig;
  readonly logger: Logger = setupLogger("model_deployer");
  readonly #running: { readonly home: string; readonly pid: number }[] = [];

  constructor(config: DeploymentOptions) {
    this.config = parseConfig(ModelDeploymentConfig, config, "deploymentConfig");
  }

  /**
   * Serves a model at the configured endpoint: preflight → golden rows here → the candidate beside what is served → golden rows over HTTP → requests shift →
   * probe → alias. Does nothing but probe when the endpoint serves this already.
   * @returns details as `EndpointDetails` of `@mlops/core/stage`: url, revision, versions, golden parity, timings
   * @throws DeploymentError `DEPLOYMENT_FAILED`, `DEPLOYMENT_INCOMPATIBLE`, `DEPLOYMENT_BUSY`; ConfigError, `PACKAGE_MISSING` without `@mlops/api` or
   * `@mlops/databricks`; TrackingError and DataError for a model that cannot be had; the signal's reason
   */
  async deployToEndpoint(modelUri: string, options: DeployOptions = {}): Promise<Result> {
    return this.#with(options, async (context, tracking) => {
      const details =
        this.config.target === "local"
          ? await this.#local(modelUri, context, tracking)
          : await this.#databricks(modelUri, context, tracking);
      return this.#done(endpointMessage(details), details);
    });
  }

  /**
   * Scores `batch.input` with a model, pinned to what its URI names now, into `batch.output`: whole or not at all, with `_model_version` and `_scored_at` in
   * each row. The same model and input are scored once; `details.cached` tells that the output was there.
   * @returns details as `BatchDetails` of `@mlops/core/stage`
   * @throws ConfigError `CONFIG_INVALID` without `batch`; TrackingError and DataError; the signal's reason
   */
  async deployToBatch(modelUri: string, options: DeployOptions = {}): Promise<Result> {
    const { batch, target } = this.config;
    if (batch === undefined) throw new ConfigError({ code: "CONFIG_INVALID", detail: "deploymentConfig.batch is missing" });
    if (target === "databricks") throw new MLOpsError({ code: "NOT_SUPPORTED", feature: "scoring a batch in a Databricks workspace" });
    return this.#with(options, async (context, tracking) => {
      const { deployBatch } = await import("./batch/deploy-batch.ts");
      const details = await deployBatch(await pinModel(modelUri, tracking), batch, context);
      return this.#done(batchMessage(details), details);
    });
  }

  /**
   * Puts the local endpoint back to what it served before its last deployment, and the alias with it.
   * @throws ConfigError `ENDPOINT_UNKNOWN`; DeploymentError `DEPLOYMENT_FAILED`, also when there was nothing before
   */
  async rollback(options: DeployOptions = {}): Promise<Result> {
    if (this.config.target === "databricks") throw new MLOpsError({ code: "NOT_SUPPORTED", feature: "rolling back a Databricks endpoint" });
    return this.#with(options, async (context, tracking) => {
      const { rollbackLocal } = await import("./local/rollback-local.ts");
      const details = await rollbackLocal(await this.#localParts(context, tracking));
      return this.#done(rollbackMessage(details), details);
    });
  }

  /** Ends the servers that this deployer started and that end with the run. They end with the process, too. */
  async close(): Promise<void> {
    const running = this.#running.splice(0);
    if (running.length === 0) return;
    const servers = await endpointServers();
    const name = this.config.endpointName;
    for (const { home, pid } of running) {
      if ((await servers.findEndpointServer({ home, name }))?.pid === pid) await servers.stopEndpointServer({ home, name });
    }
  }

  async #with<T>(options: DeployOptions, work: (context: DeployContext, tracking: Tracking) => Promise<T>): Promise<T> {
    const context = deployContext(options);
    const { home, signal, trackingConfig } = context;
    signal.throwIfAborted();
    const tracking = await openTracking({ ...trackingConfig, home, signal });
    return work(context, tracking).finally(() => tracking.close());
  }

  async #local(modelUri: string, context: DeployContext, tracking: Tracking): Promise<EndpointDetails> {
    const model = await pinModel(modelUri, tracking);
    const { deployLocal } = await import("./local/deploy-local.ts");
    return deployLocal({ model, ...(await this.#localParts(context, tracking)) });
  }

  async #localParts(context: DeployContext, tracking: Tracking): Promise<LocalParts> {
    const servers = await endpointServers();
    const started = ({ pid }: { readonly pid: number }) => void this.#running.push({ home: context.home, pid });
    return { config: this.config, context, tracking, servers, started, logger: this.logger };
  }

  async #databricks(modelUri: string, context: DeployContext, tracking: Tracking): Promise<EndpointDetails> {
    const { deployDatabricks } = await import("./databricks/deploy-databricks.ts");
    return deployDatabricks({ modelUri, config: this.config, context, tracking, logger: this.logger });
  }

  #done(message: string, details: object): Result {
    this.logger.info(message);
    return Result.parse({ status: StatusEnum.SUCCESS, message, details: toJson(details) });
  }
}
