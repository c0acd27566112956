import type { TableProfile } from "@mlops/core/profile";
import { columnOf, makeTable, type TableLike } from "@mlops/core/table";
import type { MonitoringConfig, PipelineConfig } from "@mlops/models";
import type { ScoringModel } from "./scoring-model.ts";

/** The two sides, cut down to the features that are compared. */
export interface FeaturePair {
  readonly reference: TableLike | TableProfile;
  readonly current: TableLike;
}

/**
 * The columns that drift is looked for in: the inputs of the model where there is one, else all but those with another role: target, prediction, score,
 * timestamp, keys, the column of the windows, what the feature stage leaves out, and further `roles`. Columns that the configuration names are always in.
 */
export function featuresCompared(
  { reference, current }: FeaturePair,
  config: MonitoringConfig,
  pipeline: PipelineConfig,
  model: ScoringModel | undefined,
  roles: readonly string[] = [],
): FeaturePair {
  const there = [...new Set([...namesIn(reference), ...current.columnNames()])];
  const chosen = new Set(
    model === undefined ? withoutRoles(there, config, pipeline).filter((name) => !roles.includes(name)) : inputsOf(model, there),
  );
  const { categoricalFeatures = [], numericalFeatures = [], criticalFeatures, columns } = config;
  const asked = [...categoricalFeatures, ...numericalFeatures, ...criticalFeatures, ...Object.keys(columns)];
  for (const name of asked) if (there.includes(name)) chosen.add(name);
  const names = there.filter((name) => chosen.has(name));
  return {
    reference: "version" in reference ? narrowProfile(reference, names) : narrow(reference, names),
    current: narrow(current, names),
  };
}

function inputsOf({ bundle }: ScoringModel, there: readonly string[]): string[] {
  return bundle.signature.inputs.map(({ name }) => name).filter((name) => there.includes(name));
}

function withoutRoles(there: readonly string[], config: MonitoringConfig, pipeline: PipelineConfig): string[] {
  const { target, prediction, score, timestamp, labels, window } = config;
  const { featureConfig, modelConfig } = pipeline;
  const keys = [labels?.key ?? []].flat();
  const roles = [target, prediction, score, timestamp, ...keys, window.column, featureConfig?.target, modelConfig?.target];
  const left = new Set<string | undefined>([...roles, ...(featureConfig?.exclude ?? [])]);
  const entering = featureConfig?.features;
  return there.filter((name) => !left.has(name) && (entering === undefined || entering.includes(name)));
}

const namesIn = (one: FeaturePair["reference"]): string[] => ("version" in one ? Object.keys(one.columns) : one.columnNames());

function narrowProfile(profile: TableProfile, names: readonly string[]): TableProfile {
  return { ...profile, columns: Object.fromEntries(Object.entries(profile.columns).filter(([name]) => names.includes(name))) };
}

function narrow(table: TableLike, names: readonly string[]): TableLike {
  const present = table.columnNames();
  return makeTable(Object.fromEntries(names.filter((name) => present.includes(name)).map((name) => [name, columnOf(table, name)])));
}
