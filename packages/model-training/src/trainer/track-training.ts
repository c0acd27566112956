import { type BundleOptions, type BundleSpec, bundleFiles } from "@mlops/core/bundle";
import type { DatasetReference, GateVerdict } from "@mlops/core/stage";
import type { MetricRecord, TrackedRun, Tracking } from "@mlops/core/tracking";
import type { ModelVersion, TrainingConfig } from "@mlops/models";

/** MLflow keeps at most this many characters of a dataset's digest. */
const DIGEST_LENGTH = 36;

/** Name that a data stage gives to the file it trains on. */
const TRAINING_DATA = "data";

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
      context: dataset.name === TRAINING_DATA ? "training" : "evaluation",
    });
  }
}

/** A model that tracking keeps; `files` are what its directory was written with. */
export interface KeptModel {
  readonly modelId: string;
  readonly uri: string;
  readonly files: BundleOptions;
}

/** Uploads the model directory, whose own files name the ids that tracking gave it. */
export async function logBundle(
  run: TrackedRun,
  spec: BundleSpec,
  more: {
    readonly createdAt: Date;
    readonly metrics: readonly MetricRecord[];
    readonly parameters: Readonly<Record<string, string>>;
  },
): Promise<KeptModel> {
  let files: BundleOptions = {};
  const { modelId, uri } = await run.logModel({
    name: "model",
    params: more.parameters,
    metrics: more.metrics,
    files: (ids) => {
      files = { ...ids, createdAt: more.createdAt };
      return bundleFiles(spec, files);
    },
  });
  return { modelId, uri, files };
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
