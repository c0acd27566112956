import type { FitOptions } from "../../estimator/estimator.ts";
import type { Matrix, Target } from "../../estimator/matrix.ts";
import { Random } from "../../stats/random.ts";
import { type BinnedMatrix, binMatrix } from "./binned-matrix.ts";
import { drawShare, upTo, withoutDrawn } from "./draw-rows.ts";
import { type Forest, forestOf } from "./forest.ts";
import { addTree, type Tree, TreeGrower } from "./grow-tree.ts";
import { holdOut } from "./hold-out.ts";
import { objectiveOf } from "./objective.ts";
import type { BoostingParams } from "./options.ts";

/** How much the validation loss must fall to count. */
const TOLERANCE = 1e-7;

export interface Boosted {
  readonly forest: Forest;
  /** Share of the total gain per column of the design matrix, or null without any split. */
  readonly importances: Float64Array | null;
}

/** Fits the additive model: each round adds a tree per output along the negative gradient of the loss. */
export function boost(x: Matrix, y: Target, params: BoostingParams, options: FitOptions): Boosted {
  const { signal } = options;
  const random = new Random(options.seed ?? 0);
  const split = params.earlyStoppingRounds !== null ? holdOut(y, x.rows, params.validationFraction, random.fork("hold out")) : null;
  const train = split?.train ?? upTo(x.rows);
  const held = split?.held ?? new Int32Array(0);
  const binned = binMatrix(x, train, params.maxBins, signal);
  const objective = objectiveOf(y, options.sampleWeight);
  const grower = new TreeGrower(binned, { ...params, minGain: params.minGain / objective.unit / objective.unit });
  const base = objective.base(train);
  const raw = Array.from(base, (value) => new Float64Array(x.rows).fill(value));
  const gradients = new Float32Array(2 * x.rows);
  const features = upTo(binned.width);
  const stopping = new Stopping(params.earlyStoppingRounds ?? 0);
  const trees: Tree[] = [];
  for (let round = 0; round < params.iterations; round++) {
    signal?.throwIfAborted();
    options.onProgress?.(round, params.iterations);
    signal?.throwIfAborted();
    const order = params.rowSample < 1 ? drawShare(train, params.rowSample, random) : train.slice();
    const drawn = order.slice();
    objective.prepare(raw);
    for (let output = 0; output < objective.outputs; output++) {
      objective.gradients(raw, output, gradients);
      const some = params.featureSample < 1 ? drawShare(features, params.featureSample, random) : features;
      const scores = raw[output] as Float64Array;
      const tree = grower.grow(order, gradients, some, scores);
      if (drawn.length < train.length) addTree(tree, binned, withoutDrawn(train, drawn), scores);
      addTree(tree, binned, held, scores);
      trees.push(tree);
      if (output + 1 < objective.outputs) order.set(drawn);
    }
    if (split !== null && stopping.after(objective.loss(raw, held))) break;
  }
  options.onProgress?.(params.iterations, params.iterations);
  if (split !== null) trees.length = stopping.best * objective.outputs;
  return { forest: forestOf(trees, binned, base, objective.unit), importances: gainShares(trees, binned) };
}

/** Watches the validation loss of each round. */
class Stopping {
  /** Rounds up to the least loss. */
  best = 0;
  readonly #patience: number;
  #rounds = 0;
  #least = Number.POSITIVE_INFINITY;

  constructor(patience: number) {
    this.#patience = patience;
  }

  /** True when the loss has not fallen for `patience` rounds. */
  after(loss: number): boolean {
    this.#rounds++;
    if (loss < this.#least - TOLERANCE) {
      this.#least = loss;
      this.best = this.#rounds;
    }
    return this.#rounds - this.best >= this.#patience;
  }
}

function gainShares(trees: readonly Tree[], binned: BinnedMatrix): Float64Array | null {
  const shares = new Float64Array(binned.width);
  let total = 0;
  for (const tree of trees) {
    for (const [node, f] of tree.feature.entries()) {
      if (f < 0) continue;
      const column = binned.source[f] as number;
      shares[column] = (shares[column] as number) + (tree.gain[node] as number);
      total += tree.gain[node] as number;
    }
  }
  return total > 0 ? shares.map((gain) => gain / total) : null;
}
