import { ConfigError } from "@mlops/models";
import { NO_MEAN, type RunningMean, withValue } from "./running-mean.ts";
import { type Signal, signalOf } from "./signal.ts";
import { checkCount, checkOption, checkShare, type DetectorJson, StreamDetector } from "./stream-detector.ts";

export interface EddmOptions {
  /** Errors, and values, before the first warning; 30. */
  readonly warmStart?: number;
  /** Share of the largest distance between errors below which it warns; 0.95. */
  readonly alpha?: number;
  /** Share below which it is a drift; 0.9. */
  readonly beta?: number;
}

interface State {
  n: number;
  errors: number;
  lastError: number;
  /** Mean and sum of squared deviations of the distances between errors. */
  distances: RunningMean;
  squares: number;
  /** Largest mean distance + 2 standard deviations. */
  farthest: number;
  warning: boolean;
}

/**
 * Early drift detection method (Baena-García et al. 2006) on a stream of errors, 1 or 0: warns and alarms where errors follow each other more closely than
 * they once did; suited to slow changes. A warning lasts until the next error. Step by step as River's `drift.binary.EDDM`.
 * @throws ConfigError `PARAMETER_INVALID`
 * @example new Eddm().update(1) // => { warning: false, drift: false }
 */
export class Eddm extends StreamDetector<"eddm", Required<EddmOptions>, State> {
  constructor({ warmStart = 30, alpha = 0.95, beta = 0.9 }: EddmOptions = {}) {
    super("eddm", { warmStart, alpha, beta }, fresh());
    checkCount("eddm", "warmStart", warmStart, 0);
    checkOption("eddm", "beta", beta, beta > 0, "above 0");
    if (!(alpha >= beta)) {
      throw new ConfigError({ code: "PARAMETER_INVALID", parameter: "eddm.alpha", detail: `${alpha} is below beta, ${beta}` });
    }
  }

  static fromJSON(json: DetectorJson<"eddm", EddmOptions, State>): Eddm {
    const detector = new Eddm(json.options);
    return detector.resume({ ...json, options: detector.options });
  }

  protected fresh(): State {
    return fresh();
  }

  protected step(error: number): Signal {
    checkShare("eddm", error);
    const { warmStart, alpha, beta } = this.options;
    const state = this.state;
    state.n++;
    if (error !== 1) return signalOf(state.warning, false);
    state.errors++;
    const distance = state.n - state.lastError;
    const before = state.distances.mean;
    state.distances = withValue(state.distances, distance);
    const { n, mean } = state.distances;
    state.squares += (distance - before) * (distance - mean);
    state.lastError = state.n;
    if (state.n <= warmStart) return signalOf(state.warning, false);
    const reach = mean + 2 * Math.sqrt(n > 1 ? state.squares / (n - 1) : 0);
    if (reach > state.farthest) {
      state.farthest = reach;
      return signalOf(state.warning, false);
    }
    if (state.errors <= warmStart) return signalOf(state.warning, false);
    const level = reach / state.farthest;
    if (level < beta) return signalOf(state.warning, true);
    state.warning = level < alpha;
    return signalOf(state.warning, false);
  }
}

function fresh(): State {
  return { n: 0, errors: 0, lastError: 0, distances: NO_MEAN, squares: 0, farthest: -1, warning: false };
}
