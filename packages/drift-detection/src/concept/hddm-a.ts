import { NO_MEAN, type RunningMean, withValue } from "./running-mean.ts";
import { type Signal, signalOf } from "./signal.ts";
import { checkConfidence, checkShare, type DetectorJson, StreamDetector } from "./stream-detector.ts";

export interface HddmAOptions {
  /** Chance of a false alarm; 0.001. */
  readonly driftConfidence?: number;
  /** Chance of a false warning; 0.005. */
  readonly warningConfidence?: number;
  /** Whether a fall is drift too; false. */
  readonly twoSidedTest?: boolean;
}

interface State {
  all: RunningMean;
  /** The mean up to the cut after which a rise, and a fall, is looked for. */
  low: RunningMean;
  high: RunningMean;
}

/**
 * HDDM with moving averages (Frías-Blanco et al. 2015) on a stream of errors, from 0 to 1: Hoeffding's inequality bounds how far the mean may rise above its
 * lowest; suited to sudden changes. Step by step as River's `drift.binary.HDDMA`.
 * @throws ConfigError `PARAMETER_INVALID`
 * @example new HddmA().update(1) // => { warning: false, drift: false }
 */
export class HddmA extends StreamDetector<"hddm_a", Required<HddmAOptions>, State> {
  constructor({ driftConfidence = 0.001, warningConfidence = 0.005, twoSidedTest = false }: HddmAOptions = {}) {
    super("hddm_a", { driftConfidence, warningConfidence, twoSidedTest }, fresh());
    checkConfidence("hddm_a", "driftConfidence", driftConfidence);
    checkConfidence("hddm_a", "warningConfidence", warningConfidence);
  }

  static fromJSON(json: DetectorJson<"hddm_a", HddmAOptions, State>): HddmA {
    const detector = new HddmA(json.options);
    return detector.resume({ ...json, options: detector.options });
  }

  protected fresh(): State {
    return fresh();
  }

  protected step(error: number): Signal {
    checkShare("hddm_a", error);
    const { driftConfidence, warningConfidence, twoSidedTest } = this.options;
    const state = this.state;
    const all = withValue(state.all, error);
    state.all = all;
    if (state.low.n === 0) state.low = all;
    if (state.high.n === 0) state.high = all;
    const bound = this.#bound(all.n);
    if (state.low.mean + this.#bound(state.low.n) >= all.mean + bound) state.low = all;
    if (state.high.mean - this.#bound(state.high.n) <= all.mean - bound) state.high = all;
    let drift = changed(state.low, all, all.mean - state.low.mean, driftConfidence);
    let warning = !drift && changed(state.low, all, all.mean - state.low.mean, warningConfidence);
    if (twoSidedTest) {
      const fallen = changed(state.high, all, state.high.mean - all.mean, driftConfidence);
      drift ||= fallen;
      warning ||= !fallen && changed(state.high, all, state.high.mean - all.mean, warningConfidence);
    }
    return signalOf(warning, drift);
  }

  #bound(n: number): number {
    return Math.sqrt((1 / (2 * n)) * Math.log(1 / this.options.driftConfidence));
  }
}

/** Whether two means, of which one is of the first values of the other, differ more than chance lets them. */
function changed(cut: RunningMean, all: RunningMean, difference: number, confidence: number): boolean {
  if (cut.n === all.n) return false;
  const m = ((all.n - cut.n) / cut.n) * (1 / all.n);
  return difference >= Math.sqrt((m / 2) * Math.log(2 / confidence));
}

function fresh(): State {
  return { all: NO_MEAN, low: NO_MEAN, high: NO_MEAN };
}
