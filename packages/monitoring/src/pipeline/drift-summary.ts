import type { DriftSummary, FeatureDrift, WindowDrift } from "@mlops/core/stage";
import { takeTable } from "@mlops/core/table";
import { DriftDetector } from "@mlops/drift-detection";
import type { DriftResult, MonitoringConfig } from "@mlops/models";
import type { NamedWindow } from "../windows/windows-of.ts";
import { distributionsOf } from "./distributions.ts";
import type { FeaturePair } from "./features-compared.ts";

export interface DriftWork {
  readonly signal: AbortSignal;
  readonly progress: (done: number, total: number, message: string) => void;
}

/** The entries of `details.features` of a `DriftResult`, as far as they are read here. */
interface Compared extends Omit<FeatureDrift, "missing"> {
  readonly reference: { readonly n: number; readonly missing: number };
  readonly current: { readonly n: number; readonly missing: number };
}

/**
 * Drift of the whole current table against the reference, and of each window of it against the whole reference.
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
    const result = await detector.detectDriftAsync(pair.reference, current, { signal, onProgress });
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
  const features = featuresOf(overall);
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

const NOT_COMPARED = { compared: false, hasDrift: false, driftScore: 0, driftedFeatures: [], effects: {} };

function verdictOf({ hasDrift, driftScore, driftedFeatures, featureDriftScores, status }: DriftResult) {
  return { compared: status !== "skipped", hasDrift, driftScore, driftedFeatures, effects: featureDriftScores };
}

/** By effect, drifted ones first; those that were not compared last. */
export function featuresOf({ details }: DriftResult): FeatureDrift[] {
  const share = ({ n, missing }: Compared["reference"]): number => (n === 0 ? 0 : missing / n);
  const features = (details["features"] ?? []) as unknown as readonly Compared[];
  const rank = ({ drifted, method }: FeatureDrift): number => (drifted ? 2 : method === null ? 0 : 1);
  return features
    .map(
      ({
        name,
        kind,
        method,
        effect,
        effectMeasure,
        floor,
        pValue,
        adjustedPValue,
        alpha,
        drifted,
        reason,
        reference,
        current,
      }): FeatureDrift => ({
        ...{ name, kind, method, effect, effectMeasure, floor, pValue, adjustedPValue, alpha, drifted },
        ...(reason === undefined ? {} : { reason }),
        missing: { reference: share(reference), current: share(current) },
      }),
    )
    .sort((a, b) => rank(b) - rank(a) || b.effect - a.effect || (a.name < b.name ? -1 : 1));
}
