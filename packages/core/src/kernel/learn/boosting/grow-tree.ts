import type { BinnedMatrix } from "./binned-matrix.ts";
import { findSplit, type NodeSums, type Split, type SplitLimits } from "./find-split.ts";
import { addToHistogram, CELL, subtractHistogram } from "./histogram.ts";

/** One tree over bins. The children of node i are `left[i]` and `left[i] + 1`; a leaf has feature -1. */
export interface Tree {
  readonly feature: number[];
  readonly bin: number[];
  readonly missingLeft: boolean[];
  readonly left: number[];
  /** Leaf values; 0 at inner nodes. */
  readonly value: number[];
  readonly gain: number[];
}

export interface GrowOptions extends SplitLimits {
  readonly numLeaves: number;
  readonly maxDepth: number | null;
  readonly learningRate: number;
}

interface Leaf extends NodeSums {
  readonly node: number;
  readonly depth: number;
  readonly begin: number;
  readonly end: number;
  readonly histogram: Float64Array | null;
  readonly split: Split | null;
}

/** Buffers that trees of one training share. */
export class TreeGrower {
  readonly #binned: BinnedMatrix;
  readonly #options: GrowOptions;
  readonly #scratch: Int32Array;
  readonly #free: Float64Array[] = [];

  constructor(binned: BinnedMatrix, options: GrowOptions) {
    this.#binned = binned;
    this.#options = options;
    this.#scratch = new Int32Array(binned.rows);
  }

  /**
   * Grows a tree leaf by leaf, always splitting the leaf with the largest gain, on the rows of `order`, which it reorders so that each
   * leaf's rows are contiguous. Each row's leaf value is added to `raw`.
   */
  grow(order: Int32Array, gradients: Float32Array, features: Int32Array, raw: Float64Array): Tree {
    const { numLeaves } = this.#options;
    const tree: Tree = { feature: [], bin: [], missingLeft: [], left: [], value: [], gain: [] };
    const leaves: Leaf[] = [this.#root(tree, order, gradients, features)];
    while (leaves.length < numLeaves) {
      const at = bestLeaf(leaves);
      if (at < 0) break;
      const parent = leaves[at] as Leaf;
      const [left, right] = this.#split(tree, parent, order, gradients, features, leaves.length + 1 < numLeaves);
      leaves[at] = left;
      leaves.push(right);
    }
    for (const leaf of leaves) {
      if (leaf.histogram !== null) this.#free.push(leaf.histogram);
      const value = tree.value[leaf.node] as number;
      for (let at = leaf.begin; at < leaf.end; at++) {
        const row = order[at] as number;
        raw[row] = (raw[row] as number) + value;
      }
    }
    return tree;
  }

  #root(tree: Tree, order: Int32Array, gradients: Float32Array, features: Int32Array): Leaf {
    let gradient = 0;
    let hessian = 0;
    for (let at = 0; at < order.length; at++) {
      const row = order[at] as number;
      gradient += gradients[2 * row] as number;
      hessian += gradients[2 * row + 1] as number;
    }
    const sums = { gradient, hessian, count: order.length };
    const place = { node: this.#addNode(tree, sums), depth: 0, begin: 0, end: order.length };
    if (!this.#mayGrow(place.depth, order.length)) return { ...sums, ...place, histogram: null, split: null };
    const histogram = this.#histogram(order, 0, order.length, gradients);
    return { ...sums, ...place, histogram, split: findSplit(this.#binned, histogram, sums, features, this.#options) };
  }

  #split(tree: Tree, parent: Leaf, order: Int32Array, gradients: Float32Array, features: Int32Array, more: boolean): readonly [Leaf, Leaf] {
    const split = parent.split as Split;
    const column = this.#binned.columns[split.feature] as Uint8Array;
    const missing = this.#binned.valueBins[split.feature] as number;
    const middle = partition(column, order, this.#scratch, parent.begin, parent.end, split.bin, missing, split.missingLeft ? 1 : 0);
    const leftSums = { gradient: split.leftGradient, hessian: split.leftHessian, count: split.leftCount };
    const rightSums = {
      gradient: parent.gradient - split.leftGradient,
      hessian: parent.hessian - split.leftHessian,
      count: parent.count - split.leftCount,
    };
    const depth = parent.depth + 1;
    const left = { ...leftSums, node: this.#addNode(tree, leftSums), depth, begin: parent.begin, end: middle };
    const right = { ...rightSums, node: this.#addNode(tree, rightSums), depth, begin: middle, end: parent.end };
    tree.feature[parent.node] = split.feature;
    tree.bin[parent.node] = split.bin;
    tree.missingLeft[parent.node] = split.missingLeft;
    tree.left[parent.node] = left.node;
    tree.value[parent.node] = 0;
    tree.gain[parent.node] = split.gain;

    const growsLeft = more && this.#mayGrow(depth, left.count);
    const growsRight = more && this.#mayGrow(depth, right.count);
    const larger = parent.histogram as Float64Array;
    if (!growsLeft && !growsRight) {
      this.#free.push(larger);
      return [bare(left), bare(right)];
    }
    const leftIsSmaller = left.count <= right.count;
    const small = leftIsSmaller ? left : right;
    const smaller = this.#histogram(order, small.begin, small.end, gradients);
    subtractHistogram(larger, smaller);
    return [
      this.#open(left, growsLeft, leftIsSmaller ? smaller : larger, features),
      this.#open(right, growsRight, leftIsSmaller ? larger : smaller, features),
    ];
  }

  #open(leaf: Omit<Leaf, "histogram" | "split">, grows: boolean, histogram: Float64Array, features: Int32Array): Leaf {
    const split = grows ? findSplit(this.#binned, histogram, leaf, features, this.#options) : null;
    if (split === null) {
      this.#free.push(histogram);
      return bare(leaf);
    }
    return { ...leaf, histogram, split };
  }

  #mayGrow(depth: number, count: number): boolean {
    const { maxDepth, minSamplesLeaf } = this.#options;
    return count >= 2 * minSamplesLeaf && (maxDepth === null || depth < maxDepth);
  }

  #histogram(order: Int32Array, begin: number, end: number, gradients: Float32Array): Float64Array {
    const size = (this.#binned.start[this.#binned.width] as number) * CELL;
    const histogram = this.#free.pop()?.fill(0) ?? new Float64Array(size);
    addToHistogram(this.#binned, order, begin, end, gradients, histogram);
    return histogram;
  }

  #addNode(tree: Tree, sums: NodeSums): number {
    const { l2, learningRate } = this.#options;
    const node = tree.feature.push(-1) - 1;
    tree.bin.push(0);
    tree.missingLeft.push(false);
    tree.left.push(-1);
    tree.value.push((-learningRate * sums.gradient) / (sums.hessian + l2 + 1e-15));
    tree.gain.push(0);
    return node;
  }
}

function bare(leaf: Omit<Leaf, "histogram" | "split">): Leaf {
  return { ...leaf, histogram: null, split: null };
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

/** Moves the rows that go left to the front of `order[begin…end)`, keeping the order on both sides; returns where the right side begins. */
function partition(
  column: Uint8Array,
  order: Int32Array,
  scratch: Int32Array,
  begin: number,
  end: number,
  bin: number,
  missing: number,
  missingLeft: number,
): number {
  let left = begin;
  let right = 0;
  for (let at = begin; at < end; at++) {
    const row = order[at] as number;
    const b = column[row] as number;
    const goes = b === missing ? missingLeft : ((b - bin - 1) >>> 31) & 1;
    // both writes happen, one counter moves: no branch to mispredict
    order[left] = row;
    scratch[right] = row;
    left += goes;
    right += 1 - goes;
  }
  order.set(scratch.subarray(0, right), left);
  return left;
}

/** Adds the tree's value to `raw` for rows that did not grow it. */
export function addTree(tree: Tree, binned: BinnedMatrix, rows: Int32Array, raw: Float64Array): void {
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] as number;
    let node = 0;
    let f = tree.feature[0] as number;
    while (f >= 0) {
      const b = (binned.columns[f] as Uint8Array)[row] as number;
      const left = b === binned.valueBins[f] ? (tree.missingLeft[node] as boolean) : b <= (tree.bin[node] as number);
      node = (tree.left[node] as number) + (left ? 0 : 1);
      f = tree.feature[node] as number;
    }
    raw[row] = (raw[row] as number) + (tree.value[node] as number);
  }
}
