export {
  BatchConfig,
  ConfigError,
  DeploymentConfig,
  DeploymentError,
  type DeploymentOptions,
  MLOpsError,
  ModelDeploymentConfig,
  PipelineConfig,
  Result,
  StatusEnum,
  ValidationResult,
} from "@mlops/models";
export { type ScoredFile, type ScoreFileOptions, scoreFile } from "./batch/score-file.ts";
export type { DeployOptions } from "./deploy-options.ts";
export { DeploymentPipeline } from "./deployment-pipeline.ts";
export { ModelDeployer } from "./model-deployer.ts";
