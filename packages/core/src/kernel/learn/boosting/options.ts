import { isCount, requireParameter } from "../require-parameter.ts";
import type { Backend } from "../wasm/machine.ts";
import type { ClassWeight } from "./class-weights.ts";
import type { LearnThreads } from "./crew.ts";

/** Losses for numbers; classes always have log loss. */
const OBJECTIVES = ["squared", "absolute", "quantile", "poisson", "huber"] as const;
export type BoostingObjective = (typeof OBJECTIVES)[number];

/** Settings of gradient boosting; the defaults are those of scikit-learn's HistGradientBoosting, without its automatic early stopping. */
export interface GradientBoostingOptions {
  /**
   * Loss for numbers: `squared` error, `absolute` error, `quantile` (pinball) loss, `poisson` deviance for counts (predictions are
   * exponentials of the trees' sum), `huber` loss. Default `squared`; classes always have log loss.
   */
  readonly objective?: BoostingObjective | undefined;
  /** The quantile that `quantile` loss predicts, between 0 and 1. Default 0.5. */
  readonly quantile?: number | undefined;
  /** Distance from the target, in its unit, from which `huber` loss is linear. Default 1. */
  readonly huberDelta?: number | undefined;
  /** Rounds of boosting, each one tree (one per class with three and more classes). Default 100. */
  readonly iterations?: number | undefined;
  /** Factor on every leaf, in (0, 10]. Default 0.1. */
  readonly learningRate?: number | undefined;
  /** Most leaves of a tree, 2 to 65 535. Default 31. */
  readonly numLeaves?: number | undefined;
  /** Most splits on a path; null or absent for no limit. */
  readonly maxDepth?: number | null | undefined;
  /** Fewest rows of a leaf. Default 20. */
  readonly minSamplesLeaf?: number | undefined;
  /** L2 penalty on leaf values. Default 0. */
  readonly l2?: number | undefined;
  /** L1 penalty on leaf values. Default 0. */
  readonly l1?: number | undefined;
  /** A split must reduce the loss by more than this. Default 0. */
  readonly minGain?: number | undefined;
  /** Most bins of a feature, 2 to 255, missing values not counted. Default 255. */
  readonly maxBins?: number | undefined;
  /** Share of the rows that each round draws, without replacement. Default 1. */
  readonly rowSample?: number | undefined;
  /** Share of the features that each tree draws. Default 1. */
  readonly featureSample?: number | undefined;
  /** Watch rows that are not learned from (`validation` of the fit, else `validationFraction` of its rows), stop when their loss has not fallen by 1e-7 for so many rounds, and drop the trees after its least. Null or absent: never. */
  readonly earlyStoppingRounds?: number | null | undefined;
  /** Share of the rows (of each class alike) held out for early stopping. Default 0.1. */
  readonly validationFraction?: number | undefined;
  /**
   * Features whose values are levels without order, at most 1,000 each: a split sends a set of levels left, found in the order of their
   * gradients. Missing values and levels not seen in training go right. Default none.
   */
  readonly categorical?: readonly string[] | undefined;
  /** By feature: 1 where predictions must not fall when it rises, -1 where they must not rise. Default none. */
  readonly monotonic?: Readonly<Record<string, 1 | -1>> | undefined;
  /** Weights of classes, times those of rows: `balanced` (rows over classes times rows of the class), or a weight by class, 1 for those not named. Default null: none. */
  readonly classWeight?: ClassWeight | null | undefined;
  /** Kernels to run on: WebAssembly, TypeScript, or the first where it can. The result is the same to the last bit. Default `auto`. */
  readonly backend?: Backend | undefined;
  /** Threads to share the work with, from `startLearnThreads` of `@mlops/core/learn-threads`. The result is the same to the last bit. Default none. */
  readonly threads?: LearnThreads | undefined;
}

/** Defaults filled in; null where there is no limit. */
export interface BoostingParams extends Readonly<Record<string, unknown>> {
  readonly objective: BoostingObjective;
  readonly quantile: number;
  readonly huberDelta: number;
  readonly iterations: number;
  readonly learningRate: number;
  readonly numLeaves: number;
  readonly maxDepth: number | null;
  readonly minSamplesLeaf: number;
  readonly l2: number;
  readonly l1: number;
  readonly minGain: number;
  readonly maxBins: number;
  readonly rowSample: number;
  readonly featureSample: number;
  readonly earlyStoppingRounds: number | null;
  readonly validationFraction: number;
  readonly categorical: readonly string[];
  readonly monotonic: Readonly<Record<string, 1 | -1>>;
  readonly classWeight: ClassWeight | null;
}

/** The options with defaults filled in; throws `ConfigError` `PARAMETER_INVALID` for a value out of range. */
export function boostingParams(options: GradientBoostingOptions): BoostingParams {
  const params: BoostingParams = {
    objective: options.objective ?? "squared",
    quantile: options.quantile ?? 0.5,
    huberDelta: options.huberDelta ?? 1,
    iterations: options.iterations ?? 100,
    learningRate: options.learningRate ?? 0.1,
    numLeaves: options.numLeaves ?? 31,
    maxDepth: options.maxDepth ?? null,
    minSamplesLeaf: options.minSamplesLeaf ?? 20,
    l2: options.l2 ?? 0,
    l1: options.l1 ?? 0,
    minGain: options.minGain ?? 0,
    maxBins: options.maxBins ?? 255,
    rowSample: options.rowSample ?? 1,
    featureSample: options.featureSample ?? 1,
    earlyStoppingRounds: options.earlyStoppingRounds ?? null,
    validationFraction: options.validationFraction ?? 0.1,
    categorical: Object.freeze([...(options.categorical ?? [])]),
    monotonic: Object.freeze({ ...options.monotonic }),
    classWeight: options.classWeight ?? null,
  };
  for (const name of ["iterations", "minSamplesLeaf"] as const) {
    requireParameter(isCount(params[name], 1), name, params[name], "an integer of at least 1");
  }
  for (const name of ["maxDepth", "earlyStoppingRounds"] as const) {
    const value = params[name];
    requireParameter(value === null || isCount(value, 1), name, value, "an integer of at least 1, or null");
  }
  for (const name of ["rowSample", "featureSample"] as const) {
    requireParameter(params[name] > 0 && params[name] <= 1, name, params[name], "a number above 0 and up to 1");
  }
  for (const name of ["l1", "l2", "minGain"] as const) {
    requireParameter(params[name] >= 0 && Number.isFinite(params[name]), name, params[name], "a number of at least 0");
  }
  const { learningRate, maxBins, numLeaves, validationFraction } = params;
  requireParameter(learningRate > 0 && learningRate <= 10, "learningRate", learningRate, "a number above 0 and up to 10");
  requireParameter(isCount(numLeaves, 2) && numLeaves <= 65_535, "numLeaves", numLeaves, "an integer from 2 to 65535");
  requireParameter(isCount(maxBins, 2) && maxBins <= 255, "maxBins", maxBins, "an integer from 2 to 255");
  requireParameter(validationFraction > 0 && validationFraction < 1, "validationFraction", validationFraction, "a number between 0 and 1");
  const { objective, quantile, huberDelta } = params;
  requireParameter(OBJECTIVES.includes(objective), "objective", objective, `one of ${OBJECTIVES.join(", ")}`);
  requireParameter(quantile > 0 && quantile < 1, "quantile", quantile, "a number between 0 and 1");
  requireParameter(huberDelta > 0 && Number.isFinite(huberDelta), "huberDelta", huberDelta, "a number above 0");
  requireDirections(params);
  requireClassWeight(params.classWeight);
  return Object.freeze(params);
}

function requireDirections({ monotonic, categorical, objective }: BoostingParams): void {
  const features = Object.entries(monotonic);
  for (const [feature, direction] of features) {
    requireParameter(direction === 1 || direction === -1, `monotonic.${feature}`, direction, "1 or -1");
    requireParameter(
      !categorical.includes(feature),
      `monotonic.${feature}`,
      direction,
      "for a feature without order: levels have no direction",
    );
  }
  const renews = objective === "absolute" || objective === "quantile";
  requireParameter(features.length === 0 || !renews, "monotonic", objective, "a loss with monotonic features: squared, poisson or huber");
}

/** Throws `PARAMETER_INVALID` unless it is `balanced`, positive weights by class, or null. */
export function requireClassWeight(classWeight: ClassWeight | null): void {
  if (classWeight === null || classWeight === "balanced") return;
  requireParameter(typeof classWeight === "object", "classWeight", classWeight, '"balanced" or a weight by class');
  for (const [name, weight] of Object.entries(classWeight))
    requireParameter(weight > 0 && Number.isFinite(weight), `classWeight.${name}`, weight, "a number above 0");
}
