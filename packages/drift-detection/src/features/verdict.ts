import { DriftResult, type Json, type MonitoringConfig, StatusEnum } from "@mlops/models";
import { adjustPValues } from "../correction/adjust-p-values.ts";
import { DRIFT_BY_REASON, type FeatureComparison, NOT_COMPARED } from "./feature-drift.ts";

/** One feature with its verdict, JSON-safe: an entry of `details.features`. */
function judge(feature: FeatureComparison, adjusted: number | null, config: MonitoringConfig) {
  const { tests, pValue, reason, ...rest } = feature;
  const decisive = tests[0];
  const alpha = config.columns[feature.name]?.alpha ?? config.alpha;
  const byReason = reason !== undefined && DRIFT_BY_REASON.includes(reason);
  const significant = decisive !== undefined && adjusted !== null && adjusted < alpha && decisive.effect >= decisive.floor;
  const drifted = byReason || (significant && decisive.effect > 0);
  return {
    ...rest,
    method: decisive?.method ?? null,
    statistic: decisive?.statistic ?? null,
    pValue,
    adjustedPValue: adjusted,
    alpha,
    effect: byReason ? 1 : (decisive?.effect ?? 0),
    effectMeasure: decisive?.effectMeasure ?? null,
    floor: decisive?.floor ?? null,
    drifted,
    ...(reason === undefined || (drifted && !byReason) ? {} : { reason }),
    tests: tests.map((test) => ({ ...test })),
  };
}

/** The features by importance times effect, largest first; a feature without an importance counts as not important. */
function rankingOf(features: readonly { name: string; effect: number; drifted: boolean }[], importances: Readonly<Record<string, number>>) {
  return features
    .map(({ name, effect, drifted }) => {
      const importance = importances[name] ?? 0;
      return { name, importance, effect, drifted, score: importance * effect };
    })
    .sort((a, b) => b.score - a.score || b.effect - a.effect || (a.name < b.name ? -1 : 1));
}

/** The verdict on a table: each feature's adjusted p-value and effect against its alpha and floor, then their share and the critical features. */
export function verdictOf(
  comparisons: readonly FeatureComparison[],
  config: MonitoringConfig,
  importances?: Readonly<Record<string, number>>,
): DriftResult {
  const tested = comparisons.filter(({ pValue }) => pValue !== null);
  const pValues = adjustPValues(
    tested.map(({ pValue }) => pValue as number),
    config.correction,
  );
  const adjusted = new Map(tested.map((feature, i) => [feature.name, pValues[i] as number]));
  const features = comparisons.map((feature) => judge(feature, adjusted.get(feature.name) ?? null, config));
  const compared = features.filter(({ reason, drifted }) => drifted || reason === undefined || !NOT_COMPARED.includes(reason));
  const drifted = compared.filter((feature) => feature.drifted).map(({ name }) => name);
  const driftScore = compared.length === 0 ? 0 : drifted.length / compared.length;
  const critical = config.criticalFeatures.filter((name) => drifted.includes(name));
  const hasDrift = drifted.length > 0 && (driftScore >= config.driftShare || critical.length > 0);
  const named = drifted.length === 0 ? "" : `: ${drifted.join(", ")}`;
  const counts = `${drifted.length} of ${compared.length} features drifted${named}`;
  const details: Record<string, Json> = {
    ...(compared.length === 0 ? { reason: "insufficient_data" } : {}),
    features: features as unknown as Json,
    compared: compared.length,
    critical,
    driftShare: config.driftShare,
    correction: config.correction,
    seed: config.seed,
    ...(importances === undefined ? {} : { ranking: rankingOf(features, importances) }),
  };
  const result = DriftResult.parse({
    status: compared.length === 0 ? StatusEnum.SKIPPED : hasDrift ? StatusEnum.WARNING : StatusEnum.SUCCESS,
    message: compared.length === 0 ? "no feature could be compared" : counts,
    details: {},
    hasDrift,
    driftScore,
    driftedFeatures: drifted,
    featureDriftScores: Object.fromEntries(compared.map(({ name, effect }) => [name, effect])),
  });
  // ours, and JSON by their types: checking each value of a hundred features takes as long as comparing one
  return { ...result, details: details as DriftResult["details"] };
}
