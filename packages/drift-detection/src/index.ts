export { profileLike, profileTable, readProfile, type TableProfile, updateProfile } from "@mlops/core/profile";
export { aq, type ColumnTable, type Series, type Table, type TableLike } from "@mlops/core/table";
export {
  ConfigError,
  DataError,
  DriftColumnConfig,
  DriftMethodName,
  DriftResult,
  MLOpsError,
  MonitoringConfig,
  type MonitoringOptions,
  StatusEnum,
} from "@mlops/models";
export { Ddm, type DdmOptions, type Signal } from "./concept/ddm.ts";
export type { ConceptDriftOptions } from "./concept/detect-concept-drift.ts";
export { PageHinkley, type PageHinkleyOptions } from "./concept/page-hinkley.ts";
export { type AsyncDriftOptions, DriftDetector, type DriftOptions, type DriftPart, type WindowOptions } from "./drift-detector.ts";
export type { ColumnSource } from "./features/column-source.ts";
