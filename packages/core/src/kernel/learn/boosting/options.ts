import { isCount, requireParameter } from "../require-parameter.ts";

/** Settings of gradient boosting; the defaults are those of scikit-learn's HistGradientBoosting, without its automatic early stopping. */
export interface GradientBoostingOptions {
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
  /** A split must reduce the loss by more than this. Default 0. */
  readonly minGain?: number | undefined;
  /** Most bins of a feature, 2 to 255, missing values not counted. Default 255. */
  readonly maxBins?: number | undefined;
  /** Share of the rows that each round draws, without replacement. Default 1. */
  readonly rowSample?: number | undefined;
  /** Share of the features that each tree draws. Default 1. */
  readonly featureSample?: number | undefined;
  /** Hold out `validationFraction` of the rows, stop when their loss has not fallen by 1e-7 for so many rounds, and drop the trees after its least. Null or absent: never. */
  readonly earlyStoppingRounds?: number | null | undefined;
  /** Share of the rows (of each class alike) held out for early stopping. Default 0.1. */
  readonly validationFraction?: number | undefined;
}

/** Defaults filled in; null where there is no limit. */
export interface BoostingParams extends Readonly<Record<string, unknown>> {
  readonly iterations: number;
  readonly learningRate: number;
  readonly numLeaves: number;
  readonly maxDepth: number | null;
  readonly minSamplesLeaf: number;
  readonly l2: number;
  readonly minGain: number;
  readonly maxBins: number;
  readonly rowSample: number;
  readonly featureSample: number;
  readonly earlyStoppingRounds: number | null;
  readonly validationFraction: number;
}

/** The options with defaults filled in; throws `ConfigError` `PARAMETER_INVALID` for a value out of range. */
export function boostingParams(options: GradientBoostingOptions): BoostingParams {
  const params: BoostingParams = {
    iterations: options.iterations ?? 100,
    learningRate: options.learningRate ?? 0.1,
    numLeaves: options.numLeaves ?? 31,
    maxDepth: options.maxDepth ?? null,
    minSamplesLeaf: options.minSamplesLeaf ?? 20,
    l2: options.l2 ?? 0,
    minGain: options.minGain ?? 0,
    maxBins: options.maxBins ?? 255,
    rowSample: options.rowSample ?? 1,
    featureSample: options.featureSample ?? 1,
    earlyStoppingRounds: options.earlyStoppingRounds ?? null,
    validationFraction: options.validationFraction ?? 0.1,
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
  for (const name of ["l2", "minGain"] as const) {
    requireParameter(params[name] >= 0 && Number.isFinite(params[name]), name, params[name], "a number of at least 0");
  }
  const { learningRate, maxBins, numLeaves, validationFraction } = params;
  requireParameter(learningRate > 0 && learningRate <= 10, "learningRate", learningRate, "a number above 0 and up to 10");
  requireParameter(isCount(numLeaves, 2) && numLeaves <= 65_535, "numLeaves", numLeaves, "an integer from 2 to 65535");
  requireParameter(isCount(maxBins, 2) && maxBins <= 255, "maxBins", maxBins, "an integer from 2 to 255");
  requireParameter(validationFraction > 0 && validationFraction < 1, "validationFraction", validationFraction, "a number between 0 and 1");
  return Object.freeze(params);
}
