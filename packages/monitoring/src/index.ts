export type {
  Breach,
  DriftSummary,
  ExcludedRows,
  FeatureDistribution,
  FeatureDrift,
  LabelCoverage,
  MonitoringDetails,
  PerformanceDetails,
  PerformanceEstimate,
  PredictionDrift,
  ReferenceBand,
  SlicePerformance,
  WindowDrift,
  WindowPerformance,
} from "@mlops/core/stage";
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
export { type JoinedLabels, type JoinOptions, joinByKey } from "./labels/join-by-key.ts";
export { type CollectOptions, MetricCollector } from "./metric-collector.ts";
export { MonitoringPipeline } from "./pipeline/monitoring-pipeline.ts";
export { type AlertOptions, alertRules } from "./publish/alert-rules.ts";

export { type Dashboard, type DashboardOptions, grafanaDashboard, type Panel } from "./publish/grafana-dashboard.ts";
export { type PublishedModel, prometheusMetrics } from "./publish/prometheus-metrics.ts";
