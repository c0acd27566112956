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
