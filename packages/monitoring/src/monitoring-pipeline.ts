import { Pipeline, type RunOptions, type StageResult } from "@mlops/core";
import type { MonitoringOutput } from "@mlops/core/stage";
import { MLOpsError, type PipelineConfig, ValidationResult } from "@mlops/models";

/**
 * The monitoring stage of a pipeline. Not built yet: it checks its configuration, `run` gives a failed result and `validate` says why,
 * both with the code `NOT_SUPPORTED`.
 * @throws ConfigError `CONFIG_INVALID`, also when `monitoringConfig` is missing
 */
export class MonitoringPipeline extends Pipeline<MonitoringOutput> {
  constructor(config: PipelineConfig) {
    super(config, "monitoringConfig");
  }

  override run(options?: RunOptions): Promise<StageResult<MonitoringOutput>> {
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
  return new MLOpsError({ code: "NOT_SUPPORTED", feature: "the monitoring stage" });
}
