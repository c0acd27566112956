import { type NodeSums, nodeValue, type Split, type ValueRange } from "./find-split.ts";
import type { GradientGrid } from "./gradient-grid.ts";
import { HistogramSlots } from "./histogram-slots.ts";
import { HotColumns } from "./hot-columns.ts";
import { RESULT } from "./layout.ts";
import { SHARED_ROWS, TASK } from "./perform.ts";
import { type SearchOptions, SplitSearch } from "./split-search.ts";
import { goesLeft, type Tree } from "./tree.ts";
import type { Workspace } from "./workspace.ts";

export interface GrowOptions extends SearchOptions {
  readonly numLeaves: number;
  readonly maxDepth: number | null;
  readonly learningRate: number;
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

const ANY: ValueRange = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };

/** Grows trees on the workspace of one training. */
export class TreeGrower {
  readonly #workspace: Workspace;
  readonly #options: GrowOptions;
  readonly #slots: HistogramSlots;
  readonly #search: SplitSearch;
  readonly #columns: HotColumns;
  readonly #signal: AbortSignal | undefined;
  #grid: GradientGrid = { gradient: 1, hessian: 1 };
  #trained = 0;

  /** `signal` is looked at before each split. */
  constructor(workspace: Workspace, options: GrowOptions, signal?: AbortSignal) {
    this.#signal = signal;
    this.#workspace = workspace;
    this.#options = options;
    const { histograms, histogramBytes, slots } = workspace.layout;
    this.#slots = new HistogramSlots(histograms, histogramBytes, slots);
    this.#search = new SplitSearch(workspace, options);
    this.#columns = new HotColumns(workspace.layout);
  }

  /**
   * Grows a tree leaf by leaf, always splitting the leaf with the largest gain, on the first `rows` rows of the workspace's order, which it
   * reorders so that each leaf's rows are contiguous. Leaf values are not added to the scores yet.
   */
  grow(rows: number, grid: GradientGrid, features: Int32Array): { tree: Tree; leaves: GrownLeaf[] } {
    const { numLeaves } = this.#options;
    this.#grid = grid;
    this.#trained = rows;
    this.#search.begin(grid, features);
    this.#columns.next();
    const tree: Tree = { feature: [], bin: [], missingLeft: [], levels: [], left: [], value: [], gain: [], rows: [] };
    const leaves: Leaf[] = [this.#root(tree, rows)];
    while (leaves.length < numLeaves) {
      const at = bestLeaf(leaves);
      if (at < 0) break;
      this.#signal?.throwIfAborted();
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

  #root(tree: Tree, rows: number): Leaf {
    const histogram = this.#slots.take();
    const partials = this.#search.count(histogram, 0, rows);
    this.#search.settle(histogram, -1, partials, []);
    const sums = this.#search.sums(histogram);
    const leaf: Bare = { ...sums, node: this.#addNode(tree, sums, ANY), depth: 0, begin: 0, end: rows, range: ANY };
    if (!this.#mayGrow(0, rows)) return { ...leaf, histogram, split: null };
    const [split] = this.#search.settle(histogram, -1, 1, [{ leaf, histogram }]) as [Split | null];
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
      this.#search.settle(larger, -1, this.#search.count(larger, large.begin, large.end), []);
    }
    const partials = this.#search.count(smaller, small.begin, small.end);
    const children = [
      ...(growsSmall ? [{ leaf: small, histogram: smaller }] : []),
      ...(growsLarge ? [{ leaf: large, histogram: larger }] : []),
    ];
    const splits = this.#search.settle(smaller, parent.histogram, partials, children);
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
      const column = this.#columns.find(place, end - from, (address) => {
        args.set([place, address]);
        this.#workspace.run(TASK.COLUMN, true);
      });
      const [first, stride] = column < 0 ? [layout.bins + place, layout.stride] : [column, 1];
      args.set([from, end, first, split.bin, missing, split.missingLeft ? 1 : 0, split.levels === null ? 0 : 1, stride]);
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
      (nodeValue(left.gradient, left.hessian, this.#search.limits, parent.range) +
        nodeValue(right.gradient, right.hessian, this.#search.limits, parent.range)) /
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
