import type { FitOptions } from "../../estimator/estimator.ts";
import type { Matrix, Target } from "../../estimator/matrix.ts";
import { Random } from "../../stats/random.ts";
import { classWeighted } from "../boosting/class-weights.ts";
import { upTo } from "../boosting/draw-rows.ts";
import { featureBins } from "../boosting/feature-bins.ts";
import type { Forest } from "../boosting/forest.ts";
import type { Engine } from "../boosting/open-workspace.ts";
import { fillColumns, fillTarget } from "./fill-forest.ts";
import type { ForestLayoutNeeds } from "./forest-layout.ts";
import { forestOfTrees, type GrownTree, meanGainShares, treeOfShare } from "./grown-trees.ts";
import { openForest } from "./open-forest.ts";
import { drawnFeatures, type ForestParams } from "./options.ts";
import { seedWords } from "./tree-share.ts";

export interface GrownForest {
  /** Leaves hold numbers, shares of the second of two classes, or vectors of shares. */
  readonly forest: Forest;
  readonly importances: Float64Array | null;
}

/** Grows trees, each on rows and with features of its own. */
export function growForest(
  x: Matrix,
  y: Target,
  params: ForestParams,
  drawThresholds: boolean,
  engine: Engine,
  options: FitOptions,
): GrownForest {
  const { signal, onProgress } = options;
  const weights = unequal(classWeighted(y, params.classWeight, options.sampleWeight));
  const features = featureBins(x, upTo(x.rows), params.maxBins, [], engine.backend, signal);
  const classes = y.kind === "classification" && y.classes.length > 2 ? y.classes.length : 0;
  const needs: ForestLayoutNeeds = {
    rows: x.rows,
    features: features.length,
    classes,
    drawn: Math.max(1, Math.round(x.rows * params.rowSample)),
    bootstrap: params.bootstrap,
    weighted: weights !== undefined,
    maxDepth: params.maxDepth,
    minSamplesLeaf: params.minSamplesLeaf,
    minSamplesSplit: params.minSamplesSplit,
    wanted: drawnFeatures(params.maxFeatures ?? (y.kind === "classification" ? "sqrt" : 1), features.length),
    drawThresholds,
    shares: 1,
  };
  const { machine, layout, run, close } = openForest(needs, params.trees, engine, () => signal?.aborted === true);
  try {
    fillColumns(x, features, machine, layout, signal);
    const scale = fillTarget(y, weights, params.trees, machine, layout);
    const random = new Random(options.seed ?? 0);
    const trees: GrownTree[] = [];
    while (trees.length < params.trees) {
      signal?.throwIfAborted();
      onProgress?.(trees.length, params.trees);
      signal?.throwIfAborted();
      const now = Math.min(layout.shares, params.trees - trees.length);
      const seeds = new Uint32Array(machine.buffer, layout.seeds, 4 * layout.shares).fill(0);
      for (let share = 0; share < now; share++) seeds.set(seedWords(random.fork(trees.length + share)), 4 * share);
      run();
      signal?.throwIfAborted();
      for (let share = 0; share < now; share++) trees.push(treeOfShare(machine.buffer, layout, share));
    }
    onProgress?.(params.trees, params.trees);
    return { forest: forestOfTrees(trees, features, classes, scale), importances: meanGainShares(trees, features) };
  } finally {
    close();
  }
}

/** Weights that are all equal are none. */
function unequal(weights: Float64Array | undefined): Float64Array | undefined {
  return weights?.every((weight) => weight === weights[0]) ? undefined : weights;
}
