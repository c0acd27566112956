import { FeatureConfig, type FeatureOptions, parseConfig, type TransformerConfig } from "@mlops/models";
import { DataError } from "@mlops/models/errors";
import { indicatorOf } from "./missing-indicator.ts";
import { checkNames, featureColumns, selectColumns } from "./select-columns.ts";
import type { ColumnInfo } from "./values.ts";

/** A raw column as it is read. */
export interface RawColumn {
  readonly name: string;
  readonly kind: ColumnInfo["kind"] | "bigint" | "timestamp";
  readonly nullable: boolean;
}

/** A feature, or several: where `open`, the name is what the names of all of them begin with, and the training rows decide what follows. */
export interface ExpectedFeature extends ColumnInfo {
  readonly nullable: boolean;
  readonly open: boolean;
}

/**
 * What a configuration makes of raw columns, as far as it is known without their rows: one-hot encoding gives `plan=…` for the categories that the training rows will have.
 * @throws ConfigError `CONFIG_INVALID`, `PARAMETER_INVALID`; DataError `COLUMN_MISSING`, `COLUMN_TYPE` for instants
 * @example expectedFeatures({}, [{ name: "age", kind: "numeric", nullable: true }]) // => [{ name: "age", kind: "numeric", nullable: true, open: false }]
 */
export function expectedFeatures(options: FeatureOptions, columns: readonly RawColumn[]): ExpectedFeature[] {
  const config = parseConfig(FeatureConfig, options, "featureConfig");
  checkNames(config);
  const names = featureColumns(
    config,
    columns.map(({ name }) => name),
  );
  let features = names.map((name): ExpectedFeature => {
    const { kind, nullable } = columns.find((column) => column.name === name) as RawColumn;
    if (kind === "timestamp")
      throw new DataError({ code: "COLUMN_TYPE", column: name, actual: kind, expected: "numeric, boolean or string" });
    return { name, kind: kind === "bigint" ? "numeric" : kind, nullable, open: false };
  });
  for (const step of config.transformers) {
    const own = selectColumns(step.columns, features);
    features = features.flatMap((feature) => (own.includes(feature.name) ? after(step, feature) : [feature]));
  }
  return features.map((feature) => (feature.kind === "string" ? { ...feature, kind: "numeric" } : feature));
}

function after(step: TransformerConfig, feature: ExpectedFeature): ExpectedFeature[] {
  const { name, kind, nullable } = feature;
  switch (step.type) {
    case "one_hot":
      return [{ name: `${name}=`, kind: "numeric", nullable: false, open: true }];
    case "impute": {
      const averaged = step.strategy === "mean" || step.strategy === "median";
      return [{ ...feature, kind: kind === "boolean" && averaged ? "numeric" : kind, nullable: false }];
    }
    case "missing_indicator":
      if (!nullable && step.features !== "all") return [feature];
      return [feature, { name: indicatorOf(name), kind: "numeric", nullable: false, open: false }];
    case "passthrough":
      return [feature];
    default:
      return [{ ...feature, kind: "numeric" }];
  }
}
