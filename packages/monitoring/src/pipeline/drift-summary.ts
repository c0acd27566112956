import { setImmediate } from "node:timers/promises";
import type { TableProfile } from "@mlops/core/profile";
import type { DriftSummary, WindowDrift } from "@mlops/core/stage";
import { type TableLike, takeTable } from "@mlops/core/table";
import { DriftDetector, distributionsOf, rankedFeatures } from "@mlops/drift-detection";
import type { DriftResult, MonitoringConfig } from "@mlops/models";
import type { NamedWindow } from "../windows/windows-of.ts";
import type { FeaturePair } from "./features-compared.ts";

export interface DriftWork {
  readonly signal: AbortSignal;
  readonly progress: (done: number, total: number, message: string) => void;
}

/**
 * Drift of the whole current table against the reference, rows or their profile, and of each window of it against the whole reference.
 * A window with fewer than `minRows` rows is not compared.
 */
export async function driftSummary(
  pair: FeaturePair,
  windows: readonly NamedWindow[],
  config: MonitoringConfig,
  { signal, progress }: DriftWork,
): Promise<DriftSummary> {
  const detector = new DriftDetector(config);
  const compared = windows.filter(({ rows }) => rows.length >= config.minRows).length;
  const passes = 1 + (windows.length === 1 ? 0 : compared);
  let pass = 0;
  const compare = async (current: FeaturePair["current"], what: string): Promise<DriftResult> => {
    const onProgress = (done: number, total: number): void => progress(pass * total + done, passes * total, `drift of ${what}`);
    const { reference } = pair;
    const result =
      "version" in reference
        ? await byProfile(detector, reference, current, signal)
        : await detector.detectDriftAsync(reference, current, { signal, onProgress });
    pass++;
    return result;
  };
  const overall = await compare(pair.current, "all rows");
  const measured: WindowDrift[] = [];
  for (const { rows, ...span } of windows) {
    if (rows.length < config.minRows) measured.push({ ...span, rows: rows.length, ...NOT_COMPARED });
    else {
      const whole = windows.length === 1 && rows.length === pair.current.numRows();
      const result = whole ? overall : await compare(takeTable(pair.current, rows), span.label);
      measured.push({ ...span, rows: rows.length, ...verdictOf(result) });
    }
  }
  const features = rankedFeatures(overall);
  const { driftShare = config.driftShare, critical = [], compared: count = features.length } = overall.details;
  return {
    message: overall.message,
    hasDrift: overall.hasDrift,
    driftScore: overall.driftScore,
    driftedFeatures: overall.driftedFeatures,
    driftShare: driftShare as number,
    correction: config.correction,
    compared: count as number,
    critical: critical as string[],
    features,
    distributions: distributionsOf(pair, features),
    windows: measured,
  };
}

/** A table is counted in the profile's bins on this thread; between windows the signal is heard. */
async function byProfile(detector: DriftDetector, reference: TableProfile, current: TableLike, signal: AbortSignal): Promise<DriftResult> {
  await setImmediate();
  signal.throwIfAborted();
  return detector.detectDrift(reference, current);
}

const NOT_COMPARED = { compared: false, hasDrift: false, driftScore: 0, driftedFeatures: [], effects: {} };

function verdictOf({ hasDrift, driftScore, driftedFeatures, featureDriftScores, status }: DriftResult) {
  return { compared: status !== "skipped", hasDrift, driftScore, driftedFeatures, effects: featureDriftScores };
}
