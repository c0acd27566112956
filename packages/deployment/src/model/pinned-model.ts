import { createHash } from "node:crypto";
import { type Bundle, readBundle } from "@mlops/core/bundle";
import type { Tracking } from "@mlops/core/tracking";
import type { ModelVersion } from "@mlops/models";

/** A model that cannot change under its URI: `models:/name/3`, `models:/m-<id>` or a folder, with its bundle loaded. */
export interface PinnedModel {
  readonly uri: string;
  /** As clients see it: the registered version, else the logged model's id, else the first digits of the content's hash. */
  readonly version: string;
  readonly modelVersion: ModelVersion | undefined;
  readonly bundle: Bundle;
  /** sha256 over the model's files. */
  readonly sha256: string;
  /** Absolute folder of the files. */
  readonly folder: string;
}

function contentHash({ files, graph }: Bundle): string {
  const hash = createHash("sha256").update(graph);
  for (const [path, bytes] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) hash.update(`\0${path}\0${bytes.length}\0`).update(bytes);
  return hash.digest("hex");
}

/**
 * Resolves a model URI to what it names now: an alias or `latest` becomes its version. Every file of the bundle is checked against its hash.
 * @throws ConfigError `MODEL_URI_INVALID`; TrackingError, `TRACKING_NOT_FOUND` for a model that does not exist; DataError `BUNDLE_INVALID`
 */
export async function pinModel(uri: string, { registry }: Pick<Tracking, "registry">): Promise<PinnedModel> {
  const { folder, version: modelVersion, modelId } = await registry.resolveModelUri(uri);
  const bundle = await readBundle(folder);
  const sha256 = contentHash(bundle);
  const pinned = { modelVersion, bundle, sha256, folder };
  if (modelVersion !== undefined)
    return { uri: `models:/${modelVersion.name}/${modelVersion.version}`, version: modelVersion.version, ...pinned };
  if (modelId !== undefined) return { uri: `models:/${modelId}`, version: modelId, ...pinned };
  return { uri: folder, version: sha256.slice(0, 12), ...pinned };
}
