export type { FeatureInput, Matrix } from "@mlops/core/estimator";
export { aq, type ColumnTable, type Table, type TableLike, typed } from "@mlops/core/table";
export {
  ColumnSelector,
  ConfigError,
  DataError,
  FeatureConfig,
  FeatureEngineeringConfig,
  type FeatureOptions,
  ImputeConfig,
  KMeansConfig,
  MinMaxScaleConfig,
  MissingIndicatorConfig,
  MLOpsError,
  NotFittedError,
  OneHotConfig,
  OrdinalConfig,
  PassthroughConfig,
  PcaConfig,
  PipelineConfig,
  Result,
  StandardScaleConfig,
  TransformerConfig,
  type TransformerType,
  ValidationResult,
} from "@mlops/models";
export type { Category } from "./categories.ts";
export { type ExpectedFeature, expectedFeatures, type RawColumn } from "./expected-features.ts";
export type { FeatureOptionsOf } from "./feature-options.ts";
export { FeaturePipeline } from "./feature-pipeline.ts";
export type { FeaturePlan } from "./feature-plan.ts";
export { FeatureTransformer, FittedFeatureTransformer, restoreFeatures } from "./feature-transformer.ts";
export type { GraphInput } from "./graph-flow.ts";
export { type FillValue, FittedImputer, Imputer, type ImputerOptions, type ImputeStrategy } from "./imputer.ts";
export { FittedKMeansTransformer, KMeansTransformer, type KMeansTransformerOptions } from "./k-means-transformer.ts";
export { FittedMinMaxScaler, MinMaxScaler, type MinMaxScalerOptions } from "./min-max-scaler.ts";
export { FittedMissingIndicator, MissingIndicator, type MissingIndicatorOptions } from "./missing-indicator.ts";
export { FittedOneHotEncoder, type OneHotCategories, OneHotEncoder, type OneHotEncoderOptions } from "./one-hot-encoder.ts";
export { FittedOrdinalEncoder, OrdinalEncoder, type OrdinalEncoderOptions } from "./ordinal-encoder.ts";
export { FittedPassthrough, Passthrough } from "./passthrough.ts";
export { FittedPcaTransformer, PcaTransformer, type PcaTransformerOptions } from "./pca-transformer.ts";
export { FittedStandardScaler, StandardScaler, type StandardScalerOptions } from "./standard-scaler.ts";
export type { FittedTransformer } from "./transformer.ts";
