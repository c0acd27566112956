export { decodeTableState, encodeTableState, TableState, type TableStateOptions } from "@mlops/core/profile";
export { aq, type Column, makeTable, type Series, type Table, type TableLike } from "@mlops/core/table";
export {
  DataConfig,
  DataSource,
  PipelineConfig,
  ValidationError,
  ValidationResult,
  ValidationRule,
  type ValidationRuleInput,
} from "@mlops/models";
export { type DataDocs, dataDocs } from "./docs/data-docs.ts";
export { type DuckdbOptions, openDuckdb } from "./duckdb/engine.ts";
export { type ImportedSuite, importExpectations, type UnmappedExpectation } from "./expectations/import-expectations.ts";
export { DataPipeline } from "./pipeline/data-pipeline.ts";
export { joinLabels } from "./pipeline/join-labels.ts";
export { located } from "./pipeline/sources.ts";
export { type AnomalyOptions, anomalyRules } from "./profile/anomaly-rules.ts";
export type { Bins, ColumnSummary, Correlation, DataProfile, Frequency } from "./profile/data-profile.ts";
export { type InferOptions, type InferredRule, inferRules } from "./profile/infer-rules.ts";
export { type ProfileOptions, profile, profileOf } from "./profile/profile.ts";
export { type ProfileSourceOptions, profileSource, profileState } from "./profile/profile-source.ts";
export { type ColumnDescription, columnTypes } from "./read/column-types.ts";
export { formatOf } from "./read/files.ts";
export { type Fingerprint, fingerprintSource, hashFiles } from "./read/fingerprint.ts";
export type { ReadOptions, TableSource } from "./read/open-source.ts";
export { describeSource } from "./read/read-source.ts";
export { readTable } from "./read/read-table.ts";
export { type SourceColumns, withColumns } from "./read/with-columns.ts";
export { rulesOf, type SchemaRules } from "./row-schema/rules-of.ts";
export type { RowSchema } from "./row-schema/zod-schema.ts";
export { checkLeakage, type Leak, type LeakageOptions } from "./split/check-leakage.ts";
export { type Fold, type FoldOptions, kFold } from "./split/k-fold.ts";
export { type SplitOptions, type SplitResult, splitTable } from "./split/split-table.ts";
export { DataValidator, type Quarantine, type SqlValidationOptions, type ValidatorOptions } from "./validate/data-validator.ts";
export type { CodeCounts } from "./validate/facts/code-counts.ts";
export type { Extremes } from "./validate/facts/extremes.ts";
export type { Failures } from "./validate/failures.ts";
export type { DetailLevel } from "./validate/report.ts";
export type { Frame, RuleKernel, TableVerdict } from "./validate/rule-kernel.ts";
export type { RuleOf } from "./validate/rule-of.ts";
export { rulesOn } from "./validate/rules-on.ts";
export type { SourceOptions } from "./validate/validate-source.ts";
export { type WriteOptions, writeTable } from "./write/write-table.ts";
