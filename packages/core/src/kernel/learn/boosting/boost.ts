import type { FitOptions } from "../../estimator/estimator.ts";
import type { Matrix, Target } from "../../estimator/matrix.ts";
import { Random } from "../../stats/random.ts";
import { classWeighted } from "./class-weights.ts";
import { drawShare, upTo, withoutDrawn } from "./draw-rows.ts";
import { type FeatureBins, featureBins } from "./feature-bins.ts";
import { type BoostingFitOptions, type FitRows, fitRows } from "./fit-rows.ts";
import { type Forest, forestOf } from "./forest.ts";
import { GradientStep } from "./gradient-step.ts";
import { TreeGrower } from "./grow-tree.ts";
import { type Objective, objectiveOf } from "./objective.ts";
import { type Engine, openWorkspace } from "./open-workspace.ts";
import type { BoostingParams } from "./options.ts";
import { renewLeaves } from "./renew-leaves.ts";
import { Stopping } from "./stopping.ts";
import { addTree, type Tree } from "./tree.ts";
import type { Workspace } from "./workspace.ts";

export interface Boosted {
  readonly forest: Forest;
  /** Share of the total gain per column of the design matrix, or null without any split. */
  readonly importances: Float64Array | null;
}

/** Fits the additive model: each round adds a tree per output along the negative gradient of the loss. */
export function boost(given: Matrix, target: Target, params: BoostingParams, engine: Engine, options: BoostingFitOptions): Boosted {
  const { signal } = options;
  const random = new Random(options.seed ?? 0);
  const rows = fitRows(given, target, params, options, random);
  const { x, y } = rows;
  const weights = classWeighted(y, params.classWeight, rows.weights);
  const objective = objectiveOf(y, weights, params);
  const features = featureBins(x, rows.train, params.maxBins, params.categorical, engine.backend, signal);
  const { workspace, close } = openWorkspace(features, objective, weights, x.rows, rows.train.length, params, engine);
  try {
    workspace.fill(x, signal);
    const base = objective.base(rows.train);
    const trees = growAll(x, workspace, objective, weights, rows, base, params, random, options);
    return { forest: forestOf(trees, features, base, objective.unit), importances: gainShares(trees, features) };
  } finally {
    close();
  }
}

function growAll(
  x: Matrix,
  workspace: Workspace,
  objective: Objective,
  weights: Float64Array | undefined,
  { train, held }: FitRows,
  base: Float64Array,
  params: BoostingParams,
  random: Random,
  { signal, onProgress }: FitOptions,
): Tree[] {
  const monotonic = directionsOf(x, workspace.features, params.monotonic);
  const limits = { ...params, monotonic, minGain: params.minGain / objective.unit / objective.unit };
  const grower = new TreeGrower(workspace, limits, signal);
  const raw = Array.from(base, (value, output) => workspace.scores(output).fill(value));
  const step = new GradientStep(workspace, objective, weights);
  const stopping = params.earlyStoppingRounds === null ? null : new Stopping(params.earlyStoppingRounds);
  const all = upTo(workspace.features.length);
  const trees: Tree[] = [];
  for (let round = 0; round < params.iterations; round++) {
    signal?.throwIfAborted();
    onProgress?.(round, params.iterations);
    signal?.throwIfAborted();
    const drawn = params.rowSample < 1 ? drawShare(train, params.rowSample, random) : train;
    const others = drawn.length < train.length ? withoutDrawn(train, drawn) : null;
    objective.prepare(raw);
    for (const [output, scores] of raw.entries()) {
      const grid = step.take(raw, output);
      const some = params.featureSample < 1 ? drawShare(all, params.featureSample, random) : all;
      workspace.order.set(drawn);
      const { tree, leaves } = grower.grow(drawn.length, grid, some);
      if (objective.renewal !== null) renewLeaves(tree, leaves, workspace.order, scores, objective.renewal, weights, params.learningRate);
      grower.addScores(tree, leaves, workspace.layout.scores + output * workspace.layout.scoreBytes);
      if (others !== null) addTree(tree, workspace, others, scores);
      addTree(tree, workspace, held, scores);
      trees.push(tree);
    }
    if (stopping?.after(objective.loss(raw, held))) break;
  }
  onProgress?.(params.iterations, params.iterations);
  if (stopping !== null) trees.length = stopping.best * objective.outputs;
  return trees;
}

/** 1, 0 or -1 for each feature; null where none is monotonic. */
function directionsOf(x: Matrix, features: readonly FeatureBins[], wanted: Readonly<Record<string, 1 | -1>>): Int8Array | null {
  if (Object.keys(wanted).length === 0) return null;
  return Int8Array.from(features, ({ source }) => wanted[x.names[source] as string] ?? 0);
}

function gainShares(trees: readonly Tree[], features: readonly FeatureBins[]): Float64Array | null {
  const shares = new Float64Array(features.length);
  let total = 0;
  for (const tree of trees) {
    for (const [node, f] of tree.feature.entries()) {
      if (f < 0) continue;
      const column = (features[f] as FeatureBins).source;
      shares[column] = (shares[column] as number) + (tree.gain[node] as number);
      total += tree.gain[node] as number;
    }
  }
  return total > 0 ? shares.map((gain) => gain / total) : null;
}
