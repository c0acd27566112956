import type { TransformerConfig, TransformerType } from "@mlops/models";
import { DataError } from "@mlops/models/errors";
import { FittedImputer, Imputer } from "./imputer.ts";
import { FittedKMeansTransformer, KMeansTransformer } from "./k-means-transformer.ts";
import { FittedMinMaxScaler, MinMaxScaler } from "./min-max-scaler.ts";
import { FittedMissingIndicator, MissingIndicator } from "./missing-indicator.ts";
import { FittedOneHotEncoder, OneHotEncoder } from "./one-hot-encoder.ts";
import { FittedOrdinalEncoder, OrdinalEncoder } from "./ordinal-encoder.ts";
import { FittedPassthrough, Passthrough } from "./passthrough.ts";
import { FittedPcaTransformer, PcaTransformer } from "./pca-transformer.ts";
import { FittedStandardScaler, StandardScaler } from "./standard-scaler.ts";
import type { FittedTransformer, Transformer } from "./transformer.ts";

/** What stands behind a type of transformer in configuration. */
interface TransformerKernel<T extends TransformerType> {
  create(config: Extract<TransformerConfig, { type: T }>): Transformer;
  restore(json: unknown): FittedTransformer;
}

const KERNELS = {
  impute: { create: (config) => new Imputer(config), restore: FittedImputer.fromJSON },
  one_hot: { create: (config) => new OneHotEncoder(config), restore: FittedOneHotEncoder.fromJSON },
  ordinal: { create: (config) => new OrdinalEncoder(config), restore: FittedOrdinalEncoder.fromJSON },
  standard_scale: { create: (config) => new StandardScaler(config), restore: FittedStandardScaler.fromJSON },
  min_max_scale: { create: (config) => new MinMaxScaler(config), restore: FittedMinMaxScaler.fromJSON },
  missing_indicator: { create: (config) => new MissingIndicator(config), restore: FittedMissingIndicator.fromJSON },
  pca: { create: (config) => new PcaTransformer(config), restore: FittedPcaTransformer.fromJSON },
  k_means: { create: (config) => new KMeansTransformer(config), restore: FittedKMeansTransformer.fromJSON },
  passthrough: { create: () => new Passthrough(), restore: FittedPassthrough.fromJSON },
} satisfies { [T in TransformerType]: TransformerKernel<T> };

/** The unfitted transformer of one step. */
export function createTransformer(config: TransformerConfig): Transformer {
  const kernel: TransformerKernel<never> = KERNELS[config.type];
  return kernel.create(config as never);
}

/** @throws DataError `FILE_MALFORMED` */
export function restoreTransformer(json: unknown): FittedTransformer {
  const type: unknown = Object(json)["type"];
  if (typeof type !== "string" || !Object.hasOwn(KERNELS, type))
    throw new DataError({
      code: "FILE_MALFORMED",
      file: "the fitted transformer",
      detail: `there is no transformer of type ${JSON.stringify(type)}`,
    });
  return KERNELS[type as TransformerType].restore(json);
}
