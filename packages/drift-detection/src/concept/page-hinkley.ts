import { NO_MEAN, type RunningMean, withValue } from "./running-mean.ts";
import { type Signal, signalOf } from "./signal.ts";
import { checkCount, checkOption, type DetectorJson, StreamDetector } from "./stream-detector.ts";

export interface PageHinkleyOptions {
  /** Values before the first drift; 30. */
  readonly minInstances?: number;
  /** Change per value that is tolerated; 0.005. */
  readonly delta?: number;
  /** Sum of changes that is a drift; 50. */
  readonly threshold?: number;
  /** Factor by which old sums fade; 0.9999. */
  readonly alpha?: number;
  /** Whether a rise, a fall or both are drift; both. */
  readonly mode?: "up" | "down" | "both";
}

interface State {
  values: RunningMean;
  rise: number;
  fall: number;
  lowest: number | null;
  highest: number;
}

/**
 * Page–Hinkley test (Page 1954) for a change of a stream's mean; it knows no warnings. Step by step as River's `drift.PageHinkley`.
 * @throws ConfigError `PARAMETER_INVALID`
 * @example new PageHinkley().update(3) // => { warning: false, drift: false }
 */
export class PageHinkley extends StreamDetector<"page_hinkley", Required<PageHinkleyOptions>, State> {
  constructor({ minInstances = 30, delta = 0.005, threshold = 50, alpha = 1 - 0.0001, mode = "both" }: PageHinkleyOptions = {}) {
    super("page_hinkley", { minInstances, delta, threshold, alpha, mode }, fresh());
    checkCount("page_hinkley", "minInstances", minInstances, 0);
    checkOption("page_hinkley", "delta", delta, Number.isFinite(delta), "a finite number");
    checkOption("page_hinkley", "threshold", threshold, threshold > 0, "above 0");
    checkOption("page_hinkley", "alpha", alpha, alpha >= 0 && alpha <= 1, "between 0 and 1");
    checkOption("page_hinkley", "mode", mode, ["up", "down", "both"].includes(mode), "up, down or both");
  }

  static fromJSON(json: DetectorJson<"page_hinkley", PageHinkleyOptions, State>): PageHinkley {
    const detector = new PageHinkley(json.options);
    return detector.resume({ ...json, options: detector.options });
  }

  protected fresh(): State {
    return fresh();
  }

  protected step(value: number): Signal {
    const { minInstances, delta, threshold, alpha, mode } = this.options;
    const state = this.state;
    state.values = withValue(state.values, value);
    const deviation = value - state.values.mean;
    state.rise = alpha * state.rise + deviation - delta;
    state.fall = alpha * state.fall + deviation + delta;
    state.lowest = Math.min(state.lowest ?? Number.POSITIVE_INFINITY, state.rise);
    state.highest = Math.max(state.highest, state.fall);
    if (state.values.n < minInstances) return signalOf(false, false);
    const up = mode !== "down" && state.rise - state.lowest > threshold;
    const down = mode !== "up" && state.highest - state.fall > threshold;
    return signalOf(false, up || down);
  }
}

function fresh(): State {
  return { values: NO_MEAN, rise: 0, fall: 0, lowest: null, highest: -1 };
}
