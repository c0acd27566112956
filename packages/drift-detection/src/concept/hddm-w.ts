import { type Signal, signalOf } from "./signal.ts";
import { checkConfidence, checkShare, type DetectorJson, StreamDetector } from "./stream-detector.ts";

export interface HddmWOptions {
  /** Chance of a false alarm; 0.001. */
  readonly driftConfidence?: number;
  /** Chance of a false warning; 0.005. */
  readonly warningConfidence?: number;
  /** Weight of the latest value; 0.05. */
  readonly lambdaVal?: number;
  /** Whether a fall is drift too; false. */
  readonly twoSidedTest?: boolean;
}

/** An exponentially weighted mean and the sum of its squared weights. */
interface Faded {
  readonly mean: number;
  readonly seen: boolean;
  readonly squares: number;
}

interface State {
  all: Faded;
  beforeRise: Faded;
  afterRise: Faded;
  beforeFall: Faded;
  afterFall: Faded;
  /** Bounds of the mean at the cuts: null is not yet. */
  riseCut: number | null;
  fallCut: number | null;
}

const NOTHING: Faded = Object.freeze({ mean: 0, seen: false, squares: 1 });

/**
 * HDDM with weighted averages (Frías-Blanco et al. 2015) on a stream of errors, from 0 to 1: McDiarmid's inequality bounds how far exponentially weighted means
 * may differ; suited to slow changes. Step by step as River's `drift.binary.HDDMW`.
 * @throws ConfigError `PARAMETER_INVALID`
 * @example new HddmW().update(1) // => { warning: false, drift: false }
 */
export class HddmW extends StreamDetector<"hddm_w", Required<HddmWOptions>, State> {
  constructor({ driftConfidence = 0.001, warningConfidence = 0.005, lambdaVal = 0.05, twoSidedTest = false }: HddmWOptions = {}) {
    super("hddm_w", { driftConfidence, warningConfidence, lambdaVal, twoSidedTest }, fresh());
    checkConfidence("hddm_w", "driftConfidence", driftConfidence);
    checkConfidence("hddm_w", "warningConfidence", warningConfidence);
    checkConfidence("hddm_w", "lambdaVal", lambdaVal);
  }

  static fromJSON(json: DetectorJson<"hddm_w", HddmWOptions, State>): HddmW {
    const detector = new HddmW(json.options);
    return detector.resume({ ...json, options: detector.options });
  }

  protected fresh(): State {
    return fresh();
  }

  protected step(error: number): Signal {
    checkShare("hddm_w", error);
    const { driftConfidence, warningConfidence, lambdaVal, twoSidedTest } = this.options;
    const state = this.state;
    state.all = withFaded(state.all, error, lambdaVal);
    const { mean, squares } = state.all;
    const bound = boundOf(squares, driftConfidence);
    if (state.riseCut === null || mean + bound < state.riseCut) {
      state.riseCut = mean + bound;
      state.beforeRise = state.all;
      state.afterRise = NOTHING;
    } else state.afterRise = withFaded(state.afterRise, error, lambdaVal);
    let drift = rose(state.beforeRise, state.afterRise, driftConfidence);
    let warning = !drift && rose(state.beforeRise, state.afterRise, warningConfidence);
    if (state.fallCut === null || mean - bound > state.fallCut) {
      state.fallCut = mean - bound;
      state.beforeFall = state.all;
      state.afterFall = NOTHING;
    } else state.afterFall = withFaded(state.afterFall, error, lambdaVal);
    if (twoSidedTest) {
      const fallen = rose(state.afterFall, state.beforeFall, driftConfidence);
      drift ||= fallen;
      warning ||= !fallen && rose(state.afterFall, state.beforeFall, warningConfidence);
    }
    return signalOf(warning, drift);
  }
}

/** The first value is taken whole. */
function withFaded({ mean, seen, squares }: Faded, value: number, weight: number): Faded {
  return {
    mean: seen ? weight * value + (1 - weight) * mean : value,
    seen: true,
    squares: weight * weight + (1 - weight) ** 2 * squares,
  };
}

function boundOf(squares: number, confidence: number): number {
  return Math.sqrt((squares * Math.log(1 / confidence)) / 2);
}

function rose(before: Faded, after: Faded, confidence: number): boolean {
  return before.seen && after.seen && after.mean - before.mean > boundOf(before.squares + after.squares, confidence);
}

function fresh(): State {
  return {
    ...{ all: NOTHING, beforeRise: NOTHING, afterRise: NOTHING, beforeFall: NOTHING, afterFall: NOTHING },
    riseCut: null,
    fallCut: null,
  };
}
