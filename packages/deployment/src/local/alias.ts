import type { ServedShare } from "@mlops/core/stage";
import type { Tracking } from "@mlops/core/tracking";
import type { PinnedModel } from "../model/pinned-model.ts";

export interface AliasOutcome {
  /** Null where it was not set. */
  readonly alias: string | null;
  readonly reason?: string;
  /** Aliases of the version now. */
  readonly aliases: string[];
}

/** Points the alias at a registered version that gets every request; a version on trial, or one that is not registered, gets none. */
export async function aliasFor(
  { registry }: Tracking,
  { modelVersion, version }: PinnedModel,
  { alias, label, versions }: { readonly alias: string; readonly label: string; readonly versions: readonly ServedShare[] },
): Promise<AliasOutcome> {
  if (modelVersion === undefined) return { alias: null, reason: "the model is not registered", aliases: [] };
  if (versions.every((share) => share.version !== label || share.weight < 100)) {
    return { alias: null, reason: `version ${version} does not get every request`, aliases: modelVersion.aliases };
  }
  await registry.setAlias(modelVersion.name, alias, modelVersion.version);
  return { alias, aliases: [...new Set([...modelVersion.aliases, alias])].sort() };
}
