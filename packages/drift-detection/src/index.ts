export {
  decodeProfile,
  encodeProfile,
  mergeProfiles,
  profileLike,
  profileTable,
  readProfile,
  type TableProfile,
  updateProfile,
} from "@mlops/core/profile";
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
export { Adwin, type AdwinOptions } from "./concept/adwin.ts";
export { Cbpe, type CbpeOptions, type EstimatedValue, type EstimatedWindow, type FittedCbpe } from "./concept/cbpe.ts";
export { Cusum, type CusumOptions } from "./concept/cusum.ts";
export { Ddm, type DdmOptions } from "./concept/ddm.ts";
export type { ConceptDriftOptions } from "./concept/detect-concept-drift.ts";
export {
  type AnyDetector,
  type AnyDetectorJson,
  createDetector,
  type DetectorName,
  type DetectorOptions,
  restoreDetector,
} from "./concept/detectors.ts";
export { Eddm, type EddmOptions } from "./concept/eddm.ts";
export type { EstimatedMetric } from "./concept/expected-metrics.ts";
export { Fhddm, type FhddmOptions } from "./concept/fhddm.ts";
export { HddmA, type HddmAOptions } from "./concept/hddm-a.ts";
export { HddmW, type HddmWOptions } from "./concept/hddm-w.ts";
export { Kswin, type KswinOptions } from "./concept/kswin.ts";
export type { Outcomes } from "./concept/outcomes.ts";
export { PageHinkley, type PageHinkleyOptions } from "./concept/page-hinkley.ts";
export type { Signal } from "./concept/signal.ts";
export type { DetectorJson } from "./concept/stream-detector.ts";
export { type AsyncDriftOptions, DriftDetector, type DriftOptions, type DriftPart, type WindowOptions } from "./drift-detector.ts";
export type { ColumnSource } from "./features/column-source.ts";
export type { MultivariateDriftOptions, MultivariateMethodName } from "./multivariate/detect-multivariate-drift.ts";
export { loadProfile, profileInFile, saveProfile } from "./profiles/profile-file.ts";
export { distributionsOf } from "./report/distributions.ts";
export { type DriftReportOptions, driftReport, type ReportWindow, type WrittenReport } from "./report/drift-report.ts";
export { rankedFeatures } from "./report/ranked-features.ts";
