import { type Bundle, readBundle } from "@mlops/core/bundle";
import type { StageContext } from "@mlops/core/pipeline";
import { openTracking } from "@mlops/core/tracking";
import type { MonitoringConfig } from "@mlops/models";
import type { PublishedModel } from "../publish/prometheus-metrics.ts";

/** A model with the name and version its series are published under. */
export interface ScoringModel extends PublishedModel {
  readonly bundle: Bundle;
}

/** The version of a model that is in no registry. */
export const UNREGISTERED = "unregistered";

/**
 * The model that `modelUri` names, else the one that was just trained; undefined where there is neither, or the rows bring predictions.
 * @throws TrackingError, DataError `BUNDLE_INVALID`
 */
export async function scoringModel(
  { modelUri, prediction }: MonitoringConfig,
  { inputs, home, trackingConfig, signal }: Pick<StageContext, "inputs" | "home" | "trackingConfig" | "signal">,
  fallbackName: string,
): Promise<ScoringModel | undefined> {
  if (prediction !== undefined) return undefined;
  if (modelUri !== undefined) {
    const tracking = await openTracking({ ...trackingConfig, home, signal });
    try {
      const { folder, version } = await tracking.registry.resolveModelUri(modelUri);
      return { bundle: await readBundle(folder), model: version?.name ?? fallbackName, version: version?.version ?? UNREGISTERED };
    } finally {
      await tracking.close();
    }
  }
  const { training } = inputs;
  if (training === undefined) return undefined;
  const { modelVersion } = training;
  return {
    bundle: await readBundle(training.bundle),
    model: modelVersion?.name ?? fallbackName,
    version: modelVersion?.version ?? UNREGISTERED,
  };
}
