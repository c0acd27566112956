import { Pipeline, type RunOptions, type StageResult } from "@mlops/core";
import type { DeploymentOutput } from "@mlops/core/stage";
import { MLOpsError, type PipelineConfig, ValidationResult } from "@mlops/models";

/**
 * The deployment stage of a pipeline. Not built yet: it checks its configuration, `run` gives a failed result and `validate` says why,
 * both with the code `NOT_SUPPORTED`.
 * @throws ConfigError `CONFIG_INVALID`, also when `deploymentConfig` is missing
 */
export class DeploymentPipeline extends Pipeline<DeploymentOutput> {
  constructor(config: PipelineConfig) {
    super(config, "deploymentConfig");
  }

  override run(options?: RunOptions): Promise<StageResult<DeploymentOutput>> {
    return this.complete(options, async () => {
      throw notSupported();
    });
  }

  override async validate(): Promise<ValidationResult> {
    const { code, hint, message } = notSupported();
    return ValidationResult.parse({ status: "failed", message, details: { code, hint } });
  }
}

function notSupported(): MLOpsError {
  return new MLOpsError({ code: "NOT_SUPPORTED", feature: "the deployment stage" });
}
