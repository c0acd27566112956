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
export { DeploymentPipeline } from "./deployment-pipeline.ts";
export { ModelDeployer } from "./model-deployer.ts";
