import { resolve } from "node:path";
import {
  type ColumnDescription,
  ConfigError,
  columnTypes,
  type ExpectedFeature,
  expectedFeatures,
  located,
  MLOpsError,
  type PipelineFile,
  type RawColumn,
} from "@mlops/all";
import { columnMissing } from "@mlops/core/table";
import type { Session } from "../session.ts";
import type { PipelineColumns } from "./columns-file.ts";

type DataSection = NonNullable<PipelineFile["dataConfig"]>;

/** The filter of the source and that of the stage. */
function filterOf(source: { readonly filter?: string | undefined }, { filter }: DataSection): { filter?: string } {
  const both = [source.filter, filter].filter((one) => one !== undefined);
  return both.length === 0 ? {} : { filter: both.map((one) => `(${one})`).join(" and ") };
}

/** Columns that a broken error rule would keep from having missing values: such rows end the run, or are put aside. */
function guarded({ rules }: DataSection): ReadonlySet<string> {
  const names = rules.flatMap((rule) =>
    rule.type === "not_null" && rule.severity === "error" && rule.mostly === 1 && rule.when === undefined ? [rule.column] : [],
  );
  return new Set(names);
}

function keptColumns(read: readonly ColumnDescription[], config: DataSection): ColumnDescription[] {
  const names = read.map(({ name }) => name);
  for (const name of [...(config.columns ?? []), ...config.exclude]) if (!names.includes(name)) throw columnMissing(name, names);
  const present = guarded(config);
  return (config.columns ?? names)
    .filter((name) => !config.exclude.includes(name))
    .map((name) => {
      const column = read.find((one) => one.name === name) as ColumnDescription;
      return { ...column, nullable: column.nullable && !present.has(name) };
    });
}

const KINDS = { number: "numeric", string: "string", boolean: "boolean", bigint: "bigint", timestamp: "timestamp" } as const;

function featuresOf(
  config: NonNullable<PipelineFile["featureConfig"]>,
  columns: readonly ColumnDescription[],
  target: string | undefined,
): readonly ExpectedFeature[] | string {
  const raw = columns.map(({ name, type, nullable }): RawColumn => ({ name, kind: KINDS[type], nullable }));
  try {
    return expectedFeatures({ ...config, ...(target === undefined ? {} : { target }) }, raw);
  } catch (error) {
    if (MLOpsError.isInstance(error)) return error.message;
    throw error;
  }
}

/**
 * The columns of a pipeline: as its source is read, as the data stage hands them on, and what the feature stage makes of them.
 * @throws ConfigError `CONFIG_INVALID` for a pipeline that reads no data; DataError as `readTable`
 */
export async function pipelineColumns(
  path: string,
  pipeline: PipelineFile,
  { home, signal }: Session,
): Promise<Omit<PipelineColumns, "file">> {
  const { dataConfig, featureConfig, modelConfig } = pipeline;
  if (dataConfig === undefined)
    throw new ConfigError({ code: "CONFIG_INVALID", detail: "there is no data_config", hint: "name the table to read" });
  const source = located(dataConfig.source, resolve(path));
  const read = await columnTypes({ ...source, ...filterOf(source, dataConfig) }, { home, signal });
  const kept = keptColumns(read, dataConfig);
  const target = featureConfig?.target ?? modelConfig?.target;
  const names = kept.map(({ name }) => name);
  if (target !== undefined && !names.includes(target)) throw columnMissing(target, names);
  const features = featureConfig === undefined ? undefined : featuresOf(featureConfig, kept, target);
  return { read, kept, target, features };
}
