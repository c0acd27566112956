export type { Series } from "@mlops/core/table";
export {
  ConfigError,
  MLOpsError,
  MonitoringConfig,
  type MonitoringOptions,
  PipelineConfig,
  Result,
  StatusEnum,
  ValidationResult,
} from "@mlops/models";
export { MetricCollector } from "./metric-collector.ts";
export { MonitoringPipeline } from "./monitoring-pipeline.ts";
