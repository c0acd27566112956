import { type Logger, setupLogger } from "@mlops/core";
import { type DeploymentOptions, MLOpsError, ModelDeploymentConfig, parseConfig, type Result } from "@mlops/models";

/**
 * Deploys a model version to an endpoint or scores a table with it.
 * The configuration is checked now; deploying is not built yet: both methods reject with `NOT_SUPPORTED`.
 * @throws ConfigError `CONFIG_INVALID`
 * @example new ModelDeployer({ endpointName: "churn" }).config.target // => "local"
 */
export class ModelDeployer {
  readonly config: ModelDeploymentConfig;
  readonly logger: Logger = setupLogger("model_deployer");

  constructor(config: DeploymentOptions) {
    this.config = parseConfig(ModelDeploymentConfig, config, "deploymentConfig");
  }

  /** Serves a model at the configured endpoint. Rejects with MLOpsError `NOT_SUPPORTED`. */
  async deployToEndpoint(_modelUri: string): Promise<Result> {
    throw new MLOpsError({ code: "NOT_SUPPORTED", feature: "deploying to an endpoint" });
  }

  /** Scores the configured batch with a model. Rejects with MLOpsError `NOT_SUPPORTED`. */
  async deployToBatch(_modelUri: string): Promise<Result> {
    throw new MLOpsError({ code: "NOT_SUPPORTED", feature: "deploying to batch" });
  }
}
