export type { ColumnSummary, DataDetails, FeatureDetails, Parity, RuleOutcome, TrainingDetails } from "./details.ts";
export type {
  Breach,
  DriftSummary,
  ExcludedRows,
  FeatureDistribution,
  FeatureDrift,
  LabelCoverage,
  MonitoredTable,
  MonitoringDetails,
  PerformanceDetails,
  PredictionDrift,
  ReferenceBand,
  SlicePerformance,
  WindowDrift,
  WindowPerformance,
  WindowSpan,
} from "./monitoring-details.ts";
export type {
  DataOutput,
  DatasetReference,
  DeploymentOutput,
  Evaluation,
  FeatureOutput,
  GateVerdict,
  Holdout,
  MetricValue,
  MonitoringOutput,
  SplitTables,
  StageOutput,
  TrainingOutput,
} from "./outputs.ts";
export { type Packed, packOutput, unpackOutput } from "./transport.ts";
