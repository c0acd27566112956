import type { BundleSpec } from "@mlops/core/bundle";
import { bundleFiles } from "@mlops/core/bundle";
import type { DatasetReference, Evaluation, GateVerdict } from "@mlops/core/stage";
import type { LoggedModel, MetricRecord, TrackedRun, Tracking } from "@mlops/core/tracking";
import type { ModelVersion, TrainingConfig } from "@mlops/models";

/** MLflow keeps at most this many characters of a dataset's digest. */
const DIGEST_LENGTH = 36;

/** Files that were read, as datasets of the run. */
export async function logDatasets(run: TrackedRun, datasets: readonly DatasetReference[]): Promise<void> {
  for (const dataset of datasets) {
    await run.logDataset({
      name: dataset.name,
      digest: dataset.sha256.slice(0, DIGEST_LENGTH),
      source: JSON.stringify({ uri: dataset.path }),
      schema: JSON.stringify({
        mlflow_colspec: dataset.columns.map((column) => ({ name: column.name, type: column.type, required: true })),
      }),
      profile: JSON.stringify({ num_rows: dataset.rows }),
      context: dataset.name === "data" ? "training" : "evaluation",
    });
  }
}

/** The defined metrics of each set and group: `auc` for the rows the model is judged on, `later_years/2016/auc` for the others. */
export function metricRecords(evaluations: readonly Evaluation[], primarySet: string): MetricRecord[] {
  return evaluations.flatMap(({ set, group, metrics }) => {
    const prefix = set === primarySet ? "" : group === undefined ? `${set}/` : `${set}/${group.replace(/[^\w.-]/g, "_")}/`;
    return Object.entries(metrics).flatMap(([name, metric]) =>
      metric.value === null ? [] : [{ key: `${prefix}${name}`, value: metric.value }],
    );
  });
}

/** Keeps the bundle, whose own files name the ids that tracking gave it. */
export function logBundle(
  run: TrackedRun,
  spec: BundleSpec,
  metrics: readonly MetricRecord[],
  parameters: Readonly<Record<string, string>>,
): Promise<LoggedModel> {
  return run.logModel({
    name: "model",
    files: ({ modelId, runId, artifactPath }) => bundleFiles(spec, { modelId, runId, artifactPath }),
    params: parameters,
    metrics,
  });
}

/** Registers a model that passed the gate and points the configured alias at the new version. */
export async function registerVersion(
  tracking: Tracking,
  config: TrainingConfig,
  model: { readonly name: string; readonly modelId: string; readonly runId: string; readonly gate: GateVerdict },
): Promise<ModelVersion> {
  const version = await tracking.registry.registerModel({
    name: model.name,
    modelId: model.modelId,
    runId: model.runId,
    description: config.description,
    tags: { ...config.tags, "mlops.gate": model.gate.reason },
  });
  await tracking.registry.setAlias(model.name, config.alias, version.version);
  return tracking.registry.getVersion(model.name, version.version);
}
