export { aq, type ColumnTable, type Table, type TableLike } from "@mlops/core/table";
export {
  ConfigError,
  DataError,
  DriftColumnConfig,
  DriftResult,
  MLOpsError,
  MonitoringConfig,
  type MonitoringOptions,
  StatusEnum,
} from "@mlops/models";
export { type AsyncDriftOptions, DriftDetector, type DriftOptions } from "./drift-detector.ts";
