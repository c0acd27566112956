import { NO_MEAN, type RunningMean, withValue } from "./running-mean.ts";
import { type Signal, signalOf } from "./signal.ts";
import { checkCount, checkOption, checkShare, type DetectorJson, StreamDetector } from "./stream-detector.ts";

export interface DdmOptions {
  /** Values before the first warning; 30. */
  readonly warmStart?: number;
  /** Standard deviations of a warning; 2. */
  readonly warningThreshold?: number;
  /** Standard deviations of a drift; 3. */
  readonly driftThreshold?: number;
}

interface State {
  errors: RunningMean;
  /** Error rate and its standard deviation where their sum was lowest. */
  lowestRate: number | null;
  lowestDeviation: number | null;
}

/**
 * Drift detection method (Gama et al. 2004) on a stream of errors, 1 or 0: warns and alarms where the error rate rises above its smallest
 * value by 2 and 3 standard deviations. Step by step as River's `drift.binary.DDM`.
 * @throws ConfigError `PARAMETER_INVALID`
 * @example new Ddm().update(1) // => { warning: false, drift: false }
 */
export class Ddm extends StreamDetector<"ddm", Required<DdmOptions>, State> {
  constructor({ warmStart = 30, warningThreshold = 2, driftThreshold = 3 }: DdmOptions = {}) {
    super("ddm", { warmStart, warningThreshold, driftThreshold }, fresh());
    checkCount("ddm", "warmStart", warmStart, 0);
    checkOption("ddm", "warningThreshold", warningThreshold, warningThreshold > 0, "above 0");
    checkOption("ddm", "driftThreshold", driftThreshold, driftThreshold > 0, "above 0");
  }

  static fromJSON(json: DetectorJson<"ddm", DdmOptions, State>): Ddm {
    const detector = new Ddm(json.options);
    return detector.resume({ ...json, options: detector.options });
  }

  protected fresh(): State {
    return fresh();
  }

  protected step(error: number): Signal {
    checkShare("ddm", error);
    const state = this.state;
    state.errors = withValue(state.errors, error);
    const { n, mean: rate } = state.errors;
    const deviation = Math.sqrt((rate * (1 - rate)) / n);
    const { warmStart, warningThreshold, driftThreshold } = this.options;
    if (n <= warmStart) return signalOf(false, false);
    const level = rate + deviation;
    let { lowestRate, lowestDeviation } = state;
    if (lowestRate === null || lowestDeviation === null || level <= lowestRate + lowestDeviation) {
      lowestRate = state.lowestRate = rate;
      lowestDeviation = state.lowestDeviation = deviation;
    }
    const drift = level > lowestRate + driftThreshold * lowestDeviation;
    return signalOf(!drift && level > lowestRate + warningThreshold * lowestDeviation, drift);
  }
}

function fresh(): State {
  return { errors: NO_MEAN, lowestRate: null, lowestDeviation: null };
}
