import type { GateVerdict, MetricValue } from "@mlops/core/stage";
import type { GateConfig } from "@mlops/models";

/** The champion's figures on the same rows; the difference is ours minus theirs. */
export interface ChampionFigures {
  readonly version: string;
  readonly value: number | null;
  readonly difference: number | null;
  readonly interval: readonly [number, number] | null;
  /** Why there are no figures. */
  readonly reason?: string;
}

export interface GateInput {
  readonly gate: GateConfig;
  readonly metric: string;
  readonly higherIsBetter: boolean;
  readonly value: MetricValue;
  /** Null where there is no champion yet. */
  readonly champion: ChampionFigures | null;
}

/**
 * Whether a model may be registered. A threshold must be reached; with `minImprovement` the champion must be beaten by it, and the
 * interval of the difference must be known and lie above zero. Without a champion a model that reaches the threshold passes as `first_version`.
 */
export function judgeGate(input: GateInput): GateVerdict {
  const { gate, metric, champion } = input;
  const value = input.value.value;
  const facts = {
    metric,
    value,
    ...(gate.threshold === undefined ? {} : { threshold: gate.threshold }),
    ...(champion ? { champion } : {}),
  };
  const verdict = (passed: boolean, reason: GateVerdict["reason"]): GateVerdict => ({ passed, reason, ...facts });
  if (!gate.enabled) return verdict(true, "disabled");
  if (value === null) return verdict(false, "undefined_metric");
  const sign = input.higherIsBetter ? 1 : -1;
  if (gate.threshold !== undefined && sign * (value - gate.threshold) < 0) return verdict(false, "below_threshold");
  if (champion === null) return verdict(true, "first_version");
  if (gate.minImprovement === undefined) return verdict(true, "passed");
  if (champion.difference === null) return verdict(false, "not_better");
  const gain = sign * champion.difference;
  if (champion.interval === null) return verdict(false, "not_better"); // the noise is not known, so nothing is certain
  const certain = Math.min(sign * champion.interval[0], sign * champion.interval[1]);
  return gain >= gate.minImprovement && certain > 0 ? verdict(true, "passed") : verdict(false, "not_better");
}
