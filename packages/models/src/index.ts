export {
  ALGORITHM_PARAMETERS,
  AlgorithmName,
  type AlgorithmParameters,
  algorithmParameters,
  type ParameterIssue,
} from "./algorithms/algorithm.ts";
export { ExtraTreesParameters, RandomForestParameters } from "./algorithms/forests.ts";
export { GradientBoostingParameters } from "./algorithms/gradient-boosting.ts";
export {
  ElasticNetParameters,
  LassoParameters,
  LinearRegressionParameters,
  LogisticRegressionParameters,
  MultivariateLinearParameters,
  PoissonRegressionParameters,
  RidgeParameters,
} from "./algorithms/linear.ts";
export {
  KNearestNeighboursParameters,
  MultinomialNaiveBayesParameters,
  PolynomialRegressionParameters,
} from "./algorithms/ml-js.ts";
export { fixedParameters } from "./algorithms/search-space.ts";
export { CrossValidationConfig } from "./config/cross-validation.ts";
export { DataConfig, DataFormat, DataSource, HoldoutConfig, SplitConfig } from "./config/data.ts";
export { DatabricksConfig, type DatabricksOptions } from "./config/databricks.ts";
export { ThresholdConfig } from "./config/decision.ts";
export { BatchConfig, DeploymentConfig, type DeploymentOptions, ModelDeploymentConfig } from "./config/deployment.ts";
export { EvaluationConfig, ModelCardConfig } from "./config/evaluation.ts";
export { FeatureConfig, FeatureEngineeringConfig, type FeatureOptions } from "./config/feature.ts";
export { GateConfig, ModelConfig, TrainingConfig } from "./config/model.ts";
export {
  ConceptDriftConfig,
  DriftColumnConfig,
  DriftMethodName,
  MonitoringConfig,
  type MonitoringOptions,
  WindowConfig,
} from "./config/monitoring.ts";
export { parseConfig } from "./config/parse-config.ts";
export { PipelineConfig } from "./config/pipeline.ts";
export { PipelineFile, RunIf, STAGE_SECTIONS, StageConfig, type StageKind } from "./config/pipeline-file.ts";
export { SearchConfig, SearchDimension } from "./config/search.ts";
export { TrackingConfig } from "./config/tracking.ts";
export { LocalEndpoint, LocalEndpointChange, LocalEndpointServer, LocalEndpointVersion } from "./endpoint/local-endpoint.ts";
export { type CodeOf, ERROR_CODES, type ErrorCode, type ErrorCodeEntry, type ErrorKind } from "./errors/codes.ts";
export {
  ConfigError,
  DatabricksError,
  DataError,
  DeploymentError,
  type ErrorInit,
  MLOpsError,
  NotFittedError,
  PipelineError,
  TimeoutError,
  TrackingError,
  ValidationFailure,
} from "./errors/mlops-error.ts";
export type { Json } from "./json.ts";
export { DriftResult } from "./results/drift-result.ts";
export { JobRun } from "./results/job-run.ts";
export { ModelVersion } from "./results/model-version.ts";
export { Result } from "./results/result.ts";
export { LogLevel, StatusEnum } from "./results/status.ts";
export { ValidationResult } from "./results/validation-result.ts";
export { AggregateRule } from "./rules/aggregate.ts";
export { ColumnCountRule } from "./rules/column-count.ts";
export { ColumnsRule } from "./rules/columns.ts";
export { CompoundUniqueRule } from "./rules/compound-unique.ts";
export { CustomRule } from "./rules/custom.ts";
export { DateTextRule } from "./rules/date-text.ts";
export { DistinctCountRule } from "./rules/distinct-count.ts";
export { DistinctSetRule } from "./rules/distinct-set.ts";
export { DistinctShareRule } from "./rules/distinct-share.ts";
export { EqualWithinRecordRule } from "./rules/equal-within-record.ts";
export { ExpressionRule } from "./rules/expression.ts";
export { ForeignKeyRule } from "./rules/foreign-key.ts";
export { InSetRule } from "./rules/in-set.ts";
export { JsonRule } from "./rules/json.ts";
export { JsonSchemaRule } from "./rules/json-schema.ts";
export { jsonSchemaCheck } from "./rules/json-schema-check.ts";
export { KlDivergenceRule } from "./rules/kl-divergence.ts";
export { LengthRule } from "./rules/length.ts";
export { LikeRule } from "./rules/like.ts";
export { LikeListRule } from "./rules/like-list.ts";
export { MonotonicRule } from "./rules/monotonic.ts";
export { MostCommonRule } from "./rules/most-common.ts";
export { MulticolumnSumRule } from "./rules/multicolumn-sum.ts";
export { NotInSetRule } from "./rules/not-in-set.ts";
export { NotNullRule } from "./rules/not-null.ts";
export { NullRule } from "./rules/null.ts";
export { OutlierRule } from "./rules/outlier.ts";
export { PairCompareRule } from "./rules/pair-compare.ts";
export { PairInSetRule } from "./rules/pair-in-set.ts";
export { PresentShareRule } from "./rules/present-share.ts";
export { QuantilesRule } from "./rules/quantiles.ts";
export { RangeRule } from "./rules/range.ts";
export { RegexRule } from "./rules/regex.ts";
export { RegexListRule } from "./rules/regex-list.ts";
export { RowCountRule } from "./rules/row-count.ts";
export { SameRowCountRule } from "./rules/same-row-count.ts";
export { StrftimeRule } from "./rules/strftime.ts";
export { TypeRule } from "./rules/type.ts";
export { UniqueRule } from "./rules/unique.ts";
export { UniqueWithinRecordRule } from "./rules/unique-within-record.ts";
export { ValidationError } from "./rules/validation-error.ts";
export {
  BuiltInRule,
  parseRules,
  type RuleType,
  ruleName,
  ValidationRule,
  type ValidationRuleInput,
} from "./rules/validation-rule.ts";
export type { ValueList } from "./rules/value-list.ts";
export { ZScoreRule } from "./rules/z-score.ts";
export { Secret, SecretString } from "./secret.ts";
export { ColumnSelector } from "./transformers/columns.ts";
export { OneHotConfig, OrdinalConfig } from "./transformers/encode.ts";
export { ImputeConfig } from "./transformers/impute.ts";
export { MissingIndicatorConfig } from "./transformers/missing-indicator.ts";
export { PassthroughConfig } from "./transformers/passthrough.ts";
export { KMeansConfig, PcaConfig } from "./transformers/project.ts";
export { MinMaxScaleConfig, StandardScaleConfig } from "./transformers/scale.ts";
export { TransformerConfig, type TransformerType } from "./transformers/transformer-config.ts";
