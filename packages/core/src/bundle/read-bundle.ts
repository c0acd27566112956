import { Bundle } from "./bundle.ts";
import { readParts } from "./read-parts.ts";

/**
 * Loads a model directory, or its files by relative path, ready to predict. Each file of ours is checked against its hash:
 * one that is missing, cut off or changed is `DataError` BUNDLE_INVALID that names it. A directory that MLflow's own ONNX flavor wrote
 * loads too, without golden rows and profile.
 */
export async function readBundle(source: string | ReadonlyMap<string, Uint8Array>): Promise<Bundle> {
  return new Bundle(await readParts(source));
}
