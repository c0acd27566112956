import { type Signal, signalOf } from "./signal.ts";
import { checkConfidence, checkCount, checkOption, checkShare, type DetectorJson, StreamDetector } from "./stream-detector.ts";

export interface FhddmOptions {
  /** Values compared; 100. */
  readonly slidingWindowSize?: number;
  /** Chance of a false alarm in Hoeffding's inequality; 0.000001. */
  readonly confidenceLevel?: number;
  /** A second, shorter window for quick changes (stacking FHDDM); none. */
  readonly shortWindowSize?: number | null;
}

interface State {
  window: number[];
  sum: number;
  /** The largest means so far. */
  largest: number;
  largestShort: number;
}

/**
 * Fast Hoeffding drift detection method (Pesaranghader & Viktor 2016): a drift is where the mean of a sliding window falls below its largest so far by
 * more than Hoeffding's bound. So give it what is good: 1 for a correct prediction, 0 for an error. It knows no warnings.
 * Step by step as River's `drift.binary.FHDDM`.
 * @throws ConfigError `PARAMETER_INVALID`
 * @example new Fhddm().update(1) // => { warning: false, drift: false }
 */
export class Fhddm extends StreamDetector<"fhddm", Required<FhddmOptions>, State> {
  constructor({ slidingWindowSize = 100, confidenceLevel = 0.000001, shortWindowSize = null }: FhddmOptions = {}) {
    super("fhddm", { slidingWindowSize, confidenceLevel, shortWindowSize }, fresh());
    checkCount("fhddm", "slidingWindowSize", slidingWindowSize, 1);
    checkConfidence("fhddm", "confidenceLevel", confidenceLevel);
    const short = shortWindowSize ?? 1;
    const fits = Number.isInteger(short) && short >= 1 && short <= slidingWindowSize;
    checkOption("fhddm", "shortWindowSize", short, fits, "a whole number up to slidingWindowSize");
  }

  static fromJSON(json: DetectorJson<"fhddm", FhddmOptions, State>): Fhddm {
    const detector = new Fhddm(json.options);
    return detector.resume({ ...json, options: detector.options });
  }

  protected fresh(): State {
    return fresh();
  }

  protected step(value: number): Signal {
    checkShare("fhddm", value);
    const { slidingWindowSize: size, shortWindowSize: short } = this.options;
    const state = this.state;
    state.window.push(value);
    state.sum += value;
    if (state.window.length < size) return signalOf(false, false);
    const mean = state.sum / size;
    state.largest = Math.max(state.largest, mean);
    let drift = state.largest - mean > this.#bound(size);
    if (short !== null) {
      let sum = 0;
      for (let at = size - short; at < size; at++) sum += state.window[at] as number;
      state.largestShort = Math.max(state.largestShort, sum / short);
      drift ||= state.largestShort - sum / short > this.#bound(short);
    }
    state.sum -= state.window.shift() as number;
    return signalOf(false, drift);
  }

  #bound(size: number): number {
    return Math.sqrt(Math.log(1 / this.options.confidenceLevel) / (2 * size));
  }
}

function fresh(): State {
  return { window: [], sum: 0, largest: 0, largestShort: 0 };
}
