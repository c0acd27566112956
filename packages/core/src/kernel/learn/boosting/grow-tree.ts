import {
  findLevels,
  findOrdered,
  LEVEL_SUPPORT,
  type NodeSums,
  nodeValue,
  type Split,
  type SplitLimits,
  type ValueRange,
} from "./find-split.ts";
import type { GradientGrid } from "./gradient-grid.ts";
import { HistogramSlots } from "./histogram-slots.ts";
import { RESULT } from "./layout.ts";
import { SEARCH, TASK } from "./perform.ts";
import { goesLeft, type Tree } from "./tree.ts";
import type { Workspace } from "./workspace.ts";

export interface GrowOptions {
  readonly numLeaves: number;
  readonly maxDepth: number | null;
  readonly minSamplesLeaf: number;
  readonly l1: number;
  readonly l2: number;
  readonly minGain: number;
  readonly learningRate: number;
  /** 1, 0 or -1 for each feature, or null where nothing is monotonic. */
  readonly monotonic: Int8Array | null;
}

/** Leaves of a grown tree: each a run of the order. */
export interface GrownLeaf {
  readonly node: number;
  readonly begin: number;
  readonly end: number;
}

interface Leaf extends NodeSums, GrownLeaf {
  readonly depth: number;
  readonly range: ValueRange;
  /** Address of its histogram, or -1. */
  histogram: number;
  readonly split: Split | null;
}

type Bare = Omit<Leaf, "histogram" | "split">;

/** Least sum of hessians in a leaf. */
const MIN_HESSIAN = 1e-3;
/** Gains below this share of the node's own term are rounding noise. */
const NOISE = 1e-12;
/** Fewer rows than this are not worth waking other threads for. */
const SHARED_ROWS = 8192;
/** Fewer features than this are not worth it either. */
const SHARED_PLACES = 8;
const ANY: ValueRange = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };

/** Grows trees on the workspace of one training. */
export class TreeGrower {
  readonly #workspace: Workspace;
  readonly #options: GrowOptions;
  readonly #slots: HistogramSlots;
  readonly #categorical: readonly number[];
  #grid: GradientGrid = { gradient: 1, hessian: 1 };
  #limits: SplitLimits = { minRows: 1, minHessian: 0, l1: 0, l2: 0, levelSmoothing: 0 };
  #features: Int32Array = new Int32Array(0);
  #places = 0;
  #trained = 0;

  constructor(workspace: Workspace, options: GrowOptions) {
    this.#workspace = workspace;
    this.#options = options;
    const { histograms, histogramBytes, slots } = workspace.layout;
    this.#slots = new HistogramSlots(histograms, histogramBytes, slots);
    this.#categorical = workspace.features.flatMap((bins, f) => (bins.categorical ? [f] : []));
  }

  /**
   * Grows a tree leaf by leaf, always splitting the leaf with the largest gain, on the first `rows` rows of the workspace's order, which it
   * reorders so that each leaf's rows are contiguous. Leaf values are not added to the scores yet.
   */
  grow(rows: number, grid: GradientGrid, features: Int32Array): { tree: Tree; leaves: GrownLeaf[] } {
    const { numLeaves, minSamplesLeaf, l1, l2 } = this.#options;
    this.#grid = grid;
    this.#features = features;
    this.#trained = rows;
    this.#limits = {
      minRows: minSamplesLeaf,
      minHessian: MIN_HESSIAN * grid.hessian,
      l1: l1 * grid.gradient,
      l2: l2 * grid.hessian,
      levelSmoothing: LEVEL_SUPPORT * grid.hessian,
    };
    this.#list(features);
    const tree: Tree = { feature: [], bin: [], missingLeft: [], levels: [], left: [], value: [], gain: [], rows: [] };
    const leaves: Leaf[] = [this.#root(tree, rows)];
    while (leaves.length < numLeaves) {
      const at = bestLeaf(leaves);
      if (at < 0) break;
      const parent = leaves[at] as Leaf;
      const [left, right] = this.#split(tree, parent, leaves, leaves.length + 1 < numLeaves);
      leaves[at] = left;
      leaves.push(right);
    }
    for (const leaf of leaves) this.#slots.give(leaf.histogram);
    return { tree, leaves };
  }

  /** Adds the leaves' values to the scores at an address. */
  addScores(tree: Tree, leaves: readonly GrownLeaf[], scores: number): void {
    const { layout, args } = this.#workspace;
    const table = this.#workspace.doubles(layout.leaves, 3 * leaves.length);
    for (const [at, { node, begin, end }] of leaves.entries()) table.set([begin, end, tree.value[node] as number], 3 * at);
    args.set([leaves.length, scores, this.#trained]);
    this.#workspace.run(TASK.SCORES, this.#trained >= SHARED_ROWS);
  }

  /** Tells the kernels which places to look at, in the order of the features. */
  #list(features: Int32Array): void {
    const { layout, placement, machine } = this.#workspace;
    const places = Array.from(features, (f) => placement.places[f] as readonly number[]).flat();
    new Int32Array(machine.buffer, layout.list, places.length).set(places);
    this.#places = places.length;
  }

  #root(tree: Tree, rows: number): Leaf {
    const histogram = this.#slots.take();
    const partials = this.#count(histogram, 0, rows);
    this.#settle(histogram, -1, partials, []);
    const sums = this.#sums(histogram);
    const leaf: Bare = { ...sums, node: this.#addNode(tree, sums, ANY), depth: 0, begin: 0, end: rows, range: ANY };
    if (!this.#mayGrow(0, rows)) return { ...leaf, histogram, split: null };
    const [split] = this.#settle(histogram, -1, 1, [{ leaf, histogram }]) as [Split | null];
    return { ...leaf, histogram, split };
  }

  #split(tree: Tree, parent: Leaf, leaves: readonly Leaf[], more: boolean): readonly [Leaf, Leaf] {
    const split = parent.split as Split;
    const middle = parent.begin + this.#partition(parent, split);
    const leftSums = { gradient: split.leftGradient, hessian: split.leftHessian, count: split.leftCount };
    const rightSums = {
      gradient: parent.gradient - split.leftGradient,
      hessian: parent.hessian - split.leftHessian,
      count: parent.count - split.leftCount,
    };
    const [leftRange, rightRange] = this.#ranges(parent, split, leftSums, rightSums);
    const depth = parent.depth + 1;
    const left: Bare = {
      ...leftSums,
      node: this.#addNode(tree, leftSums, leftRange),
      depth,
      begin: parent.begin,
      end: middle,
      range: leftRange,
    };
    const right: Bare = {
      ...rightSums,
      node: this.#addNode(tree, rightSums, rightRange),
      depth,
      begin: middle,
      end: parent.end,
      range: rightRange,
    };
    tree.feature[parent.node] = split.feature;
    tree.bin[parent.node] = split.bin;
    tree.missingLeft[parent.node] = split.missingLeft;
    tree.levels[parent.node] = split.levels;
    tree.left[parent.node] = left.node;
    tree.value[parent.node] = 0;
    tree.gain[parent.node] = (split.gain * this.#grid.hessian) / this.#grid.gradient / this.#grid.gradient;

    const growsLeft = more && this.#mayGrow(depth, left.count);
    const growsRight = more && this.#mayGrow(depth, right.count);
    if (!growsLeft && !growsRight) {
      this.#slots.give(parent.histogram);
      return [bare(left), bare(right)];
    }
    const [small, large] = left.count <= right.count ? [left, right] : [right, left];
    const [growsSmall, growsLarge] = small === left ? [growsLeft, growsRight] : [growsRight, growsLeft];
    const smaller = this.#takeSlot(leaves, parent);
    let larger = parent.histogram;
    if (larger < 0) {
      larger = this.#takeSlot(leaves, parent);
      this.#settle(larger, -1, this.#count(larger, large.begin, large.end), []);
    }
    const partials = this.#count(smaller, small.begin, small.end);
    const children = [
      ...(growsSmall ? [{ leaf: small, histogram: smaller }] : []),
      ...(growsLarge ? [{ leaf: large, histogram: larger }] : []),
    ];
    const splits = this.#settle(smaller, parent.histogram, partials, children);
    const smallLeaf = this.#open(small, smaller, growsSmall ? (splits.shift() ?? null) : null);
    const largeLeaf = this.#open(large, larger, growsLarge ? (splits.shift() ?? null) : null);
    return small === left ? [smallLeaf, largeLeaf] : [largeLeaf, smallLeaf];
  }

  #open(leaf: Bare, histogram: number, split: Split | null): Leaf {
    if (split !== null) return { ...leaf, histogram, split };
    this.#slots.give(histogram);
    return bare(leaf);
  }

  /** A free histogram, taken from the open leaf of the least gain where there is none. */
  #takeSlot(leaves: readonly Leaf[], parent: Leaf): number {
    const free = this.#slots.take();
    if (free >= 0) return free;
    let poorest: Leaf | undefined;
    for (const leaf of leaves) {
      if (leaf === parent || leaf.histogram < 0) continue;
      if (poorest === undefined || (leaf.split as Split).gain < (poorest.split as Split).gain) poorest = leaf;
    }
    const histogram = (poorest as Leaf).histogram;
    (poorest as Leaf).histogram = -1;
    return histogram;
  }

  #mayGrow(depth: number, count: number): boolean {
    const { maxDepth, minSamplesLeaf } = this.#options;
    return count >= 2 * minSamplesLeaf && (maxDepth === null || depth < maxDepth);
  }

  /** Counts rows of the order into a histogram; returns into how many partial ones. */
  #count(histogram: number, begin: number, end: number): number {
    this.#workspace.args.set([begin, end, histogram, this.#places]);
    return this.#workspace.run(TASK.ADD_ROWS, end - begin >= SHARED_ROWS);
  }

  /** Finishes the histograms of two children and finds the split of each leaf given, smaller histogram first. */
  #settle(smaller: number, larger: number, partials: number, children: readonly { leaf: Bare; histogram: number }[]): (Split | null)[] {
    const { args } = this.#workspace;
    const { minRows, minHessian, l1, l2 } = this.#limits;
    args.set([this.#places, smaller, larger, partials, minRows, minHessian, l1, l2]);
    const constrained = this.#options.monotonic !== null;
    for (let child = 0; child < 2; child++) {
      const found = constrained ? undefined : children[child];
      if (found === undefined) args[SEARCH[child] as number] = -1;
      else {
        const { gradient, hessian, count } = found.leaf;
        args.set([found.histogram, gradient, hessian, count, this.#floor(found.leaf)], SEARCH[child] as number);
      }
    }
    const shares = this.#workspace.run(TASK.SETTLE, partials > 1 || this.#places >= SHARED_PLACES);
    return children.map(({ leaf, histogram }, child) =>
      this.#slow(leaf, histogram, constrained ? null : this.#fast(child, shares, leaf.count)),
    );
  }

  /** What a split of the node must gain, in the units of the grid. */
  #floor({ gradient, hessian }: NodeSums): number {
    const { gradient: gs, hessian: hs } = this.#grid;
    const own = nodeValue(gradient, hessian, this.#limits, null) * gradient;
    return Math.max((this.#options.minGain * gs * gs) / hs, NOISE * Math.abs(own));
  }

  /** The best split that the shares found among ordered features; the first feature wins a tie. */
  #fast(child: number, shares: number, count: number): Split | null {
    const { results, placement, features } = this.#workspace;
    let best: Split | null = null;
    for (let share = 0; share < shares; share++) {
      const at = RESULT * share + 8 * child;
      const [gain, place, bin, missingLeft, leftGradient, leftHessian, leftCount] = results.subarray(at, at + 7) as unknown as number[] & {
        length: 7;
      };
      if ((place as number) < 0 || (best !== null && (gain as number) <= best.gain)) continue;
      const feature = placement.feature[place as number] as number;
      const lefts = leftCount as number;
      best = {
        gain: gain as number,
        feature,
        bin: bin as number,
        // without missing rows to learn from, they go with the larger child
        missingLeft: features[feature]?.hasMissing ? missingLeft === 1 : lefts > count - lefts,
        levels: null,
        leftGradient: leftGradient as number,
        leftHessian: leftHessian as number,
        leftCount: lefts,
      };
    }
    return best;
  }

  /** The better of `best` and the splits that are searched here: of categorical features, and of all where values are held in ranges. */
  #slow(leaf: Bare, histogram: number, best: Split | null): Split | null {
    const { monotonic } = this.#options;
    if (monotonic === null && this.#categorical.length === 0) return best;
    const { features } = this.#workspace;
    const limits = this.#limits;
    let found = best;
    for (const f of monotonic === null ? this.#categorical : this.#features) {
      if (monotonic === null && !this.#features.includes(f)) continue;
      const bins = features[f] as (typeof features)[number];
      const floor = found === null ? this.#floor(leaf) : found.gain;
      const cells = this.#cells(histogram, f);
      const split = bins.categorical
        ? findLevels(cells, bins, f, leaf, limits, leaf.range, floor)
        : findOrdered(cells[0] as Float64Array, bins, f, leaf, limits, leaf.range, monotonic?.[f] ?? 0, floor);
      if (split === null) continue;
      const larger = split.leftCount > leaf.count - split.leftCount;
      found = bins.categorical || bins.hasMissing ? split : { ...split, missingLeft: larger };
    }
    return found;
  }

  /** The cells of a feature's places as doubles. */
  #cells(histogram: number, f: number): Float64Array[] {
    const { layout, placement, machine } = this.#workspace;
    return (placement.places[f] as readonly number[]).map((place) => {
      machine.kernels.unpack(histogram, place, layout.info, layout.bits, layout.cells);
      return this.#workspace.doubles(layout.cells, 3 * (placement.info[4 * place + 1] as number)).slice();
    });
  }

  /** Sums of all rows of a histogram: those of any feature's cells. */
  #sums(histogram: number): NodeSums {
    const [cells] = this.#cells(histogram, this.#features[0] as number) as [Float64Array];
    const sums = [0, 0, 0];
    for (let at = 0; at < cells.length; at++) sums[at % 3] = (sums[at % 3] as number) + (cells[at] as number);
    return { gradient: sums[0] as number, hessian: sums[1] as number, count: sums[2] as number };
  }

  /** Reorders a node's rows; returns how many went left. */
  #partition({ begin, end }: Leaf, split: Split): number {
    const { layout, placement, args, machine, results } = this.#workspace;
    const places = placement.places[split.feature] as readonly number[];
    const missing = (placement.info[4 * (places[0] as number) + 1] as number) - 1;
    let moved = 0;
    for (const [part, place] of places.entries()) {
      if (split.levels !== null) {
        const table = goesLeft({ bin: [0], missingLeft: [false], levels: [split.levels] }, 0, part, missing);
        new Uint8Array(machine.buffer, layout.goes, 256).set(table);
      }
      const from = begin + moved;
      args.set([from, end, place, split.bin, missing, split.missingLeft ? 1 : 0, split.levels === null ? 0 : 1]);
      const shares = this.#workspace.run(TASK.PARTITION, end - from >= SHARED_ROWS);
      const lefts = Array.from({ length: shares }, (_, share) => results[RESULT * share] as number).reduce((sum, n) => sum + n, 0);
      if (shares > 1) this.#workspace.run(TASK.COPY, true);
      else machine.kernels.copyBytes(layout.order + 4 * (from + lefts), layout.right + 4 * from, 4 * (end - from - lefts));
      moved += lefts;
    }
    return moved;
  }

  #ranges(parent: Leaf, split: Split, left: NodeSums, right: NodeSums): readonly [ValueRange, ValueRange] {
    const direction = this.#options.monotonic?.[split.feature] ?? 0;
    if (direction === 0) return [parent.range, parent.range];
    const middle =
      (nodeValue(left.gradient, left.hessian, this.#limits, parent.range) +
        nodeValue(right.gradient, right.hessian, this.#limits, parent.range)) /
      2;
    const below = { low: parent.range.low, high: middle };
    const above = { low: middle, high: parent.range.high };
    return direction > 0 ? [below, above] : [above, below];
  }

  #addNode(tree: Tree, sums: NodeSums, range: ValueRange): number {
    const { gradient: gs, hessian: hs } = this.#grid;
    const { l1, l2, learningRate } = this.#options;
    const inUnits = { low: (range.low * hs) / gs, high: (range.high * hs) / gs };
    const value = nodeValue(sums.gradient / gs, sums.hessian / hs + 1e-15, { l1, l2 }, inUnits);
    const node = tree.feature.push(-1) - 1;
    tree.bin.push(0);
    tree.missingLeft.push(false);
    tree.levels.push(null);
    tree.left.push(-1);
    tree.value.push(learningRate * value);
    tree.gain.push(0);
    tree.rows.push(sums.count);
    return node;
  }
}

function bare(leaf: Bare): Leaf {
  return { ...leaf, histogram: -1, split: null };
}

function bestLeaf(leaves: readonly Leaf[]): number {
  let best = -1;
  let gain = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < leaves.length; at++) {
    const split = (leaves[at] as Leaf).split;
    if (split !== null && split.gain > gain) {
      gain = split.gain;
      best = at;
    }
  }
  return best;
}
