import { isCount, requireParameter } from "../require-parameter.ts";

/** Settings of gradient boosting; the defaults are those of scikit-learn's HistGradientBoosting, without its automatic early stopping. */
export interface GradientBoostingOptions {
  /** Rounds of boosting, each one tree (one per class with three and more classes). Default 100. */
  readonly iterations?: number;
  /** Factor on every leaf, in (0, 1]. Default 0.1. */
  readonly learningRate?: number;
  /** Most leaves of a tree, at least 2. Default 31. */
  readonly numLeaves?: number;
  /** Most splits on a path, or null for no limit. Default null. */
  readonly maxDepth?: number | null;
  /** Fewest rows of a leaf. Default 20. */
  readonly minSamplesLeaf?: number;
  /** L2 penalty on leaf values. Default 0. */
  readonly l2?: number;
  /** A split must reduce the loss by more than this. Default 0. */
  readonly minGain?: number;
  /** Most bins of a feature, 2 to 255, missing values not counted. Default 255. */
  readonly maxBins?: number;
  /** Share of the rows that each round draws, without replacement. Default 1. */
  readonly rowFraction?: number;
  /** Share of the features that each tree draws. Default 1. */
  readonly featureFraction?: number;
  /** Hold out `validationFraction` of the rows and stop when their loss has not fallen for `patience` rounds; later trees are dropped. Default false. */
  readonly earlyStopping?: boolean;
  /** Default 0.1. */
  readonly validationFraction?: number;
  /** Default 10. */
  readonly patience?: number;
  /** How much the validation loss must fall to count. Default 1e-7. */
  readonly tolerance?: number;
}

export type BoostingParams = {
  readonly [K in keyof GradientBoostingOptions]-?: NonNullable<GradientBoostingOptions[K]> | (K extends "maxDepth" ? null : never);
};

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
    rowFraction: options.rowFraction ?? 1,
    featureFraction: options.featureFraction ?? 1,
    earlyStopping: options.earlyStopping ?? false,
    validationFraction: options.validationFraction ?? 0.1,
    patience: options.patience ?? 10,
    tolerance: options.tolerance ?? 1e-7,
  };
  for (const name of ["iterations", "minSamplesLeaf", "patience"] as const) {
    requireParameter(isCount(params[name], 1), name, params[name], "an integer of at least 1");
  }
  for (const name of ["learningRate", "rowFraction", "featureFraction"] as const) {
    requireParameter(params[name] > 0 && params[name] <= 1, name, params[name], "a number in (0, 1]");
  }
  for (const name of ["l2", "minGain", "tolerance"] as const) {
    requireParameter(params[name] >= 0 && Number.isFinite(params[name]), name, params[name], "a number of at least 0");
  }
  const { maxDepth, maxBins, numLeaves, validationFraction } = params;
  requireParameter(isCount(numLeaves, 2), "numLeaves", numLeaves, "an integer of at least 2");
  requireParameter(maxDepth === null || isCount(maxDepth, 1), "maxDepth", maxDepth, "an integer of at least 1, or null");
  requireParameter(isCount(maxBins, 2) && maxBins <= 255, "maxBins", maxBins, "an integer from 2 to 255");
  requireParameter(validationFraction > 0 && validationFraction < 1, "validationFraction", validationFraction, "a number between 0 and 1");
  return Object.freeze(params);
}
