import { readProfile } from "@mlops/core/profile";
import { DataError, MLOpsError } from "@mlops/models";
import type { NamedProfile } from "./monitored-tables.ts";
import type { ScoringModel } from "./scoring-model.ts";

/**
 * The profile of the rows that a model was trained on, as its bundle keeps it; undefined where it keeps none.
 * @throws DataError `BUNDLE_INVALID` for one that cannot be read
 */
export function bundleProfile(model: ScoringModel | undefined): NamedProfile | undefined {
  const kept = model?.bundle.referenceProfile ?? null;
  if (model === undefined || kept === null) return undefined;
  const name = `reference profile of ${model.model}`;
  try {
    return { name, profile: readProfile(kept) };
  } catch (cause) {
    if (!MLOpsError.isInstance(cause)) throw cause;
    const hint = "train the model again, or name monitoringConfig.reference";
    throw new DataError({ code: "BUNDLE_INVALID", path: `the ${name}`, detail: cause.message, hint, cause });
  }
}
