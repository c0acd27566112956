import { DataError } from "@mlops/models/errors";
import type { FitOptions } from "../../estimator/estimator.ts";
import type { Matrix, Target } from "../../estimator/matrix.ts";
import { Random } from "../../stats/random.ts";
import { classWeighted } from "../boosting/class-weights.ts";
import { Crew } from "../boosting/crew.ts";
import { upTo } from "../boosting/draw-rows.ts";
import { type FeatureBins, featureBins } from "../boosting/feature-bins.ts";
import type { Forest } from "../boosting/forest.ts";
import type { Engine } from "../boosting/open-workspace.ts";
import { weightedMean } from "../boosting/weighted-rows.ts";
import { forestKernels } from "../wasm/forest-machine.ts";
import type { Machine } from "../wasm/kernels.ts";
import { kindOf, releaseMachine, sharedMachine, sharedStore, takeMachine } from "../wasm/machine.ts";
import { CHUNK_ROWS, type ForestLayout, type ForestLayoutNeeds, forestLayout } from "./forest-layout.ts";
import { forestOfTrees, type GrownTree, meanGainShares, treeOfShare } from "./grown-trees.ts";
import { drawnFeatures, type ForestParams } from "./options.ts";
import { GROW, TreeShare } from "./tree-share.ts";

export interface GrownForest {
  /** Leaves hold numbers, shares of the second of two classes, or vectors of shares. */
  readonly forest: Forest;
  readonly importances: Float64Array | null;
}

/** Numbers are learned as `value / unit - centre`, the unit a power of two, so that large and small ones keep their precision. */
interface Scale {
  readonly centre: number;
  readonly unit: number;
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
      for (let share = 0; share < now; share++) seeds.set(seedOf(random.fork(trees.length + share)), 4 * share);
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

/** Four words that are not all zero. */
function seedOf(random: Random): number[] {
  return [random.uint32() | 1, random.uint32(), random.uint32(), random.uint32()];
}

/** Weights that are all equal are none. */
function unequal(weights: Float64Array | undefined): Float64Array | undefined {
  return weights?.every((weight) => weight === weights[0]) ? undefined : weights;
}

/** The machine of a training, shared with threads where there are some; `run` grows a tree on each share that has a seed. */
function openForest(
  needs: ForestLayoutNeeds,
  trees: number,
  { backend, threads }: Engine,
  stopped: () => boolean,
): { machine: Machine; layout: ForestLayout; run: () => void; close: () => void } {
  if (threads !== null && threads.count > 1 && trees > 1) {
    const layout = forestLayout({ ...needs, shares: threads.count });
    const store = threads.lend(layout.bytes, kindOf(backend), () => sharedStore(layout.bytes, backend));
    if (store !== null) {
      const machine = sharedMachine(store);
      const crew = new Crew(machine, layout, new TreeShare(machine, layout, 0, stopped));
      threads.begin({ store, layout });
      const close = (): void => {
        try {
          crew.dismiss();
        } finally {
          threads.end();
        }
      };
      return { machine, layout, run: () => crew.run(GROW), close };
    }
  }
  const layout = forestLayout(needs);
  const machine = takeMachine(layout.bytes, backend);
  new Int32Array(machine.buffer, layout.control, 16).fill(0);
  const share = new TreeShare(machine, layout, 0, stopped);
  return { machine, layout, run: () => share.perform(GROW), close: () => releaseMachine(machine) };
}

/** Writes the bins of every row, and the range of values of each bin. */
function fillColumns(
  x: Matrix,
  features: readonly FeatureBins[],
  machine: Machine,
  layout: ForestLayout,
  signal: AbortSignal | undefined,
): void {
  const kernels = forestKernels(machine);
  const doubles = (address: number, length: number): Float64Array => new Float64Array(machine.buffer, address, length);
  const borders = doubles(layout.borders, 256);
  const info = new Int32Array(machine.buffer, layout.info, 2 * features.length);
  doubles(layout.lows, 256 * features.length).fill(Number.POSITIVE_INFINITY);
  const highs = doubles(layout.highs, 256 * features.length).fill(Number.POSITIVE_INFINITY);
  for (const [f, { source, edges, hasMissing }] of features.entries()) {
    signal?.throwIfAborted();
    const column = x.columns[source] as Float64Array;
    const missing = edges.length + 1;
    info.set([missing + 1, hasMissing ? 1 : 0], 2 * f);
    // above the bins stand infinities
    highs.fill(Number.NEGATIVE_INFINITY, 256 * f, 256 * f + missing);
    borders.fill(Number.POSITIVE_INFINITY).set(edges);
    for (let begin = 0; begin < x.rows; begin += CHUNK_ROWS) {
      const values = column.subarray(begin, begin + CHUNK_ROWS);
      doubles(layout.chunk, values.length).set(values);
      const bins = layout.binned + begin * layout.stride + f;
      kernels.binValues(
        layout.chunk,
        values.length,
        layout.borders,
        missing,
        bins,
        layout.stride,
        layout.lows + 2048 * f,
        layout.highs + 2048 * f,
      );
    }
  }
}

/** Writes the targets and weights of the rows. */
function fillTarget(y: Target, weights: Float64Array | undefined, trees: number, { buffer }: Machine, layout: ForestLayout): Scale {
  const { rows, bootstrap } = layout;
  if (weights !== undefined) {
    const into = new Float64Array(buffer, layout.weights, rows);
    let sum = 0;
    for (let row = 0; row < rows; row++) {
      sum += weights[row] as number;
      into[row] = bootstrap ? sum : (weights[row] as number);
    }
  }
  if (y.kind === "classification") {
    if (layout.classes > 0) new Int32Array(buffer, layout.target, rows).set(y.codes);
    else new Float64Array(buffer, layout.target, rows).set(y.codes);
    return { centre: 0, unit: 1 };
  }
  let largest = 0;
  for (let row = 0; row < rows; row++) largest = Math.max(largest, Math.abs(y.values[row] as number));
  if (!Number.isFinite(16 * trees * largest)) {
    const detail = `a sum of ${trees} predictions of ${largest} is beyond what doubles hold`;
    throw new DataError({ code: "VALUE_INVALID", what: "the target", detail, hint: "give it in a larger unit" });
  }
  const unit = largest > 0 ? 2 ** Math.max(-1000, Math.floor(Math.log2(largest))) : 1;
  const centre = weightedMean(upTo(rows), weights, (row) => (y.values[row] as number) / unit);
  const into = new Float64Array(buffer, layout.target, rows);
  for (let row = 0; row < rows; row++) into[row] = (y.values[row] as number) / unit - centre;
  return { centre, unit };
}
