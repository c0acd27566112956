import type { ClassWeight } from "../boosting/class-weights.ts";
import type { LearnThreads } from "../boosting/crew.ts";
import { requireClassWeight } from "../boosting/options.ts";
import { isCount, requireParameter } from "../require-parameter.ts";
import type { Backend } from "../wasm/machine.ts";

/** How many features a node draws: the square root or the binary logarithm of their number, or a share of them. */
export type MaxFeatures = "sqrt" | "log2" | number;

/** Settings of random forests and extra-trees; the defaults are those of scikit-learn. */
export interface ForestOptions {
  /** Number of trees. Default 100. */
  readonly trees?: number | undefined;
  /** Most splits on a path; null or absent for no limit. */
  readonly maxDepth?: number | null | undefined;
  /** Features that each split draws, rounded down to at least one. Default `sqrt` for classes, 1 for numbers. */
  readonly maxFeatures?: MaxFeatures | undefined;
  /** Fewest rows of a leaf. Default 1. */
  readonly minSamplesLeaf?: number | undefined;
  /** Fewest rows of a node that is parted. Default 2. */
  readonly minSamplesSplit?: number | undefined;
  /** Draw each tree's rows with replacement, by weight where rows have weights. Default true for `RandomForest`, false for `ExtraTrees`. */
  readonly bootstrap?: boolean | undefined;
  /** Rows that each tree draws, as a share of all; without `bootstrap` each at most once. Default 1. */
  readonly rowSample?: number | undefined;
  /** Most bins of a feature, 2 to 255, missing values not counted. Default 255. */
  readonly maxBins?: number | undefined;
  /** Weights of classes, times those of rows: `balanced` (rows over classes times rows of the class), or a weight by class, 1 for those not named. Default null: none. */
  readonly classWeight?: ClassWeight | null | undefined;
  /** Kernels to run on: WebAssembly, TypeScript, or the first where it can. The result is the same to the last bit. Default `auto`. */
  readonly backend?: Backend | undefined;
  /** Threads to share the trees with, from `startLearnThreads` of `@mlops/core/learn-threads`. The result is the same to the last bit. Default none. */
  readonly threads?: LearnThreads | undefined;
}

/** Defaults filled in; null where there is no limit, or where the target decides. */
export interface ForestParams extends Readonly<Record<string, unknown>> {
  readonly trees: number;
  readonly maxDepth: number | null;
  readonly maxFeatures: MaxFeatures | null;
  readonly minSamplesLeaf: number;
  readonly minSamplesSplit: number;
  readonly bootstrap: boolean;
  readonly rowSample: number;
  readonly maxBins: number;
  readonly classWeight: ClassWeight | null;
}

/** The options with defaults filled in; throws `ConfigError` `PARAMETER_INVALID` for a value out of range. */
export function forestParams(options: ForestOptions, bootstrap: boolean): ForestParams {
  const params: ForestParams = {
    trees: options.trees ?? 100,
    maxDepth: options.maxDepth ?? null,
    maxFeatures: options.maxFeatures ?? null,
    minSamplesLeaf: options.minSamplesLeaf ?? 1,
    minSamplesSplit: options.minSamplesSplit ?? 2,
    bootstrap: options.bootstrap ?? bootstrap,
    rowSample: options.rowSample ?? 1,
    maxBins: options.maxBins ?? 255,
    classWeight: options.classWeight ?? null,
  };
  const { trees, maxDepth, maxFeatures, minSamplesLeaf, minSamplesSplit, rowSample, maxBins } = params;
  requireParameter(isCount(trees, 1), "trees", trees, "an integer of at least 1");
  requireParameter(maxDepth === null || isCount(maxDepth, 1), "maxDepth", maxDepth, "an integer of at least 1, or null");
  const drawn = typeof maxFeatures === "number" ? maxFeatures > 0 && maxFeatures <= 1 : [null, "sqrt", "log2"].includes(maxFeatures);
  requireParameter(drawn, "maxFeatures", maxFeatures, '"sqrt", "log2" or a number above 0 and up to 1');
  requireParameter(isCount(minSamplesLeaf, 1), "minSamplesLeaf", minSamplesLeaf, "an integer of at least 1");
  requireParameter(isCount(minSamplesSplit, 2), "minSamplesSplit", minSamplesSplit, "an integer of at least 2");
  requireParameter(typeof params.bootstrap === "boolean", "bootstrap", params.bootstrap, "true or false");
  requireParameter(rowSample > 0 && rowSample <= 1, "rowSample", rowSample, "a number above 0 and up to 1");
  requireParameter(isCount(maxBins, 2) && maxBins <= 255, "maxBins", maxBins, "an integer from 2 to 255");
  requireClassWeight(params.classWeight);
  return Object.freeze(params);
}

/** How many of `features` a node draws. */
export function drawnFeatures(maxFeatures: MaxFeatures, features: number): number {
  if (typeof maxFeatures === "number") return Math.max(1, Math.floor(maxFeatures * features));
  return Math.max(1, Math.floor(maxFeatures === "sqrt" ? Math.sqrt(features) : Math.log2(features)));
}
