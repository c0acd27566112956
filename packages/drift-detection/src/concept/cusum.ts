import { NO_MEAN, type RunningMean, withValue } from "./running-mean.ts";
import { type Signal, signalOf } from "./signal.ts";
import { checkCount, checkOption, type DetectorJson, StreamDetector } from "./stream-detector.ts";

export interface CusumOptions {
  /** Values before the first drift; 30. */
  readonly minInstances?: number;
  /** Deviation of a value that is tolerated; 0.005. */
  readonly delta?: number;
  /** Sum of deviations that is a drift; 50. */
  readonly threshold?: number;
  /** The mean that values should have; their running mean when null, as by default. */
  readonly target?: number | null;
  /** Whether a rise, a fall or both are drift; up. */
  readonly mode?: "up" | "down" | "both";
}

interface State {
  values: RunningMean;
  rise: number;
  fall: number;
}

/**
 * Cumulative sum (Page 1954): a drift is where the deviations from the mean, each less `delta`, add up to more than the threshold; the sums never fall below
 * 0. It knows no warnings. With mode `up` and no target step by step as Frouros's `CUSUM`, whose threshold is `lambda_`.
 * @throws ConfigError `PARAMETER_INVALID`
 * @example new Cusum({ minInstances: 1, threshold: 2, target: 0 }).update(3) // => { warning: false, drift: true }
 */
export class Cusum extends StreamDetector<"cusum", Required<CusumOptions>, State> {
  constructor({ minInstances = 30, delta = 0.005, threshold = 50, target = null, mode = "up" }: CusumOptions = {}) {
    super("cusum", { minInstances, delta, threshold, target, mode }, fresh());
    checkCount("cusum", "minInstances", minInstances, 0);
    checkOption("cusum", "delta", delta, Number.isFinite(delta), "a finite number");
    checkOption("cusum", "threshold", threshold, threshold > 0, "above 0");
    checkOption("cusum", "target", target, target === null || Number.isFinite(target), "a finite number or null");
    checkOption("cusum", "mode", mode, ["up", "down", "both"].includes(mode), "up, down or both");
  }

  static fromJSON(json: DetectorJson<"cusum", CusumOptions, State>): Cusum {
    const detector = new Cusum(json.options);
    return detector.resume({ ...json, options: detector.options });
  }

  protected fresh(): State {
    return fresh();
  }

  protected step(value: number): Signal {
    const { minInstances, delta, threshold, target, mode } = this.options;
    const state = this.state;
    state.values = withValue(state.values, value);
    const mean = target ?? state.values.mean;
    state.rise = Math.max(0, state.rise + value - mean - delta);
    state.fall = Math.max(0, state.fall - value + mean - delta);
    if (state.values.n < minInstances) return signalOf(false, false);
    return signalOf(false, (mode !== "down" && state.rise > threshold) || (mode !== "up" && state.fall > threshold));
  }
}

function fresh(): State {
  return { values: NO_MEAN, rise: 0, fall: 0 };
}
