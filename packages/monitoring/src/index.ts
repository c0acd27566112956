export type { Series } from "@mlops/core/table";
export {
  ConfigError,
  DataError,
  MLOpsError,
  MonitoringConfig,
  type MonitoringOptions,
  PipelineConfig,
  Result,
  StatusEnum,
  ValidationResult,
} from "@mlops/models";
export { type CollectOptions, MetricCollector } from "./metric-collector.ts";
export { MonitoringPipeline } from "./monitoring-pipeline.ts";
export type { Breach, ExcludedRows, PerformanceDetails, WindowPerformance } from "./performance/performance-details.ts";
