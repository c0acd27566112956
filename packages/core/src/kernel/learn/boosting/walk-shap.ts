import type { Forest } from "./forest.ts";
import { gaussLegendre, type Quadrature } from "./gauss-legendre.ts";
import { countBelow } from "./thresholds.ts";
import type { ShapValues } from "./tree-shap.ts";

const ROWS_BETWEEN_LOOKS = 16;

/**
 * The Shapley values of `treeShap` for trees of many leaves, row by row: one walk through all nodes instead of one look at each leaf's path.
 * On the way down `product[q]` is `Π_j (z_j (1-t_q) + o_j t_q)` over the features of the path; on the way up, sums of leaf values times products
 * give the integral of all leaves below a decision at once, and what an earlier decision on the same feature had counted is taken away.
 * @see Yu, Xu, Wang, Zhou & Ye (2022), Linear TreeSHAP, whose polynomials are here values at the nodes of a quadrature. O(nodes · depth) for a row.
 */
export function walkShap(
  forest: Forest,
  cover: Float64Array,
  columns: readonly Float64Array[],
  rows: number,
  signal: AbortSignal | undefined,
): ShapValues {
  const outputs = forest.base.length;
  const expected = forest.base.slice();
  const values = Array.from({ length: outputs }, () => columns.map(() => new Float64Array(rows)));
  const row = new Float64Array(columns.length);
  for (let tree = 0; tree < forest.roots.length; tree++) {
    const walker = new TreeWalker(forest, cover, tree, columns.length);
    walker.addExpected(expected);
    for (let at = 0; at < rows; at++) {
      if (at % ROWS_BETWEEN_LOOKS === 0) signal?.throwIfAborted();
      for (let f = 0; f < row.length; f++) row[f] = (columns[f] as Float64Array)[at] as number;
      walker.addRow(row, values, at);
    }
  }
  return { expected, values };
}

/** Walks one tree for one row after the other. */
class TreeWalker {
  readonly #forest: Forest;
  readonly #cover: Float64Array;
  readonly #root: number;
  /** The outputs that a leaf adds to: one, or all. */
  readonly #first: number;
  readonly #count: number;
  readonly #quadrature: Quadrature;
  readonly #points: number;
  /** By depth: products, sums for each output, and inverse factors that the decision above replaced. */
  readonly #products: Float64Array[];
  readonly #sums: Float64Array[];
  readonly #replaced: Float64Array[];
  /** By feature: share of training rows and whether the row passes all decisions of the path so far, and its inverse factors. */
  readonly #share: Float64Array;
  readonly #passes: Float64Array;
  readonly #inverse: Float64Array;
  readonly #shares: Float64Array;

  constructor(forest: Forest, cover: Float64Array, tree: number, width: number) {
    const outputs = forest.base.length;
    this.#forest = forest;
    this.#cover = cover;
    this.#root = forest.roots[tree] as number;
    this.#first = forest.vectors === null ? tree % outputs : 0;
    this.#count = forest.vectors === null ? 1 : outputs;
    const { depth, features } = sizeOf(forest, this.#root, width);
    this.#points = Math.max(1, Math.ceil(features / 2));
    this.#quadrature = gaussLegendre(this.#points);
    const byDepth = (length: number): Float64Array[] => Array.from({ length: depth + 1 }, () => new Float64Array(length));
    this.#products = byDepth(this.#points);
    this.#sums = byDepth(this.#points * this.#count);
    this.#replaced = byDepth(this.#points);
    this.#share = new Float64Array(width).fill(1);
    this.#passes = new Float64Array(width).fill(1);
    this.#inverse = new Float64Array(width * this.#points).fill(1);
    this.#shares = new Float64Array(width * this.#count);
    (this.#products[0] as Float64Array).fill(1);
  }

  /** Adds the mean of the leaves, weighted by training rows. */
  addExpected(expected: Float64Array): void {
    const { roots, feature } = this.#forest;
    const next = roots.find((root) => root > this.#root) ?? feature.length;
    const whole = this.#cover[this.#root] as number;
    for (let node = this.#root; node < next; node++) {
      if (feature[node] !== -1) continue;
      const share = (this.#cover[node] as number) / whole;
      for (let k = 0; k < this.#count; k++)
        expected[this.#first + k] = (expected[this.#first + k] as number) + share * this.#leafValue(node, k);
    }
  }

  /** Adds the values of row `at`, whose features are `row`. */
  addRow(row: Float64Array, values: readonly (readonly Float64Array[])[], at: number): void {
    this.#shares.fill(0);
    this.#walk(row, this.#root, 0);
    for (let k = 0; k < this.#count; k++) {
      for (const [f, column] of (values[this.#first + k] as readonly Float64Array[]).entries())
        column[at] = (column[at] as number) + (this.#shares[f * this.#count + k] as number);
    }
  }

  #leafValue(node: number, k: number): number {
    const { value, vectors } = this.#forest;
    return vectors === null ? (value[node] as number) : (vectors[(value[node] as number) * this.#count + k] as number);
  }

  #walk(row: Float64Array, node: number, depth: number): void {
    const { feature, value, left, missingLeft, levels } = this.#forest;
    const points = this.#points;
    const sums = this.#sums[depth] as Float64Array;
    const products = this.#products[depth] as Float64Array;
    const f = feature[node] as number;
    if (f < 0) {
      for (let k = 0; k < this.#count; k++) {
        const own = this.#leafValue(node, k);
        for (let q = 0; q < points; q++) sums[k * points + q] = own * (products[q] as number);
      }
      return;
    }
    const x = row[f] as number;
    const parted = levels?.[node];
    const goesLeft = parted
      ? parted[countBelow(parted, x)] === x
      : x <= (value[node] as number) || (missingLeft[node] === 1 && Number.isNaN(x));
    const child = left[node] as number;
    sums.fill(0);
    this.#descend(row, node, child, f, goesLeft ? 1 : 0, depth);
    this.#descend(row, node, child + 1, f, goesLeft ? 0 : 1, depth);
  }

  /** Walks below one side of a decision on feature `f` that the row passes (1) or not (0), and adds what the side gives to the feature. */
  #descend(row: Float64Array, node: number, child: number, f: number, passed: number, depth: number): void {
    const { nodes, weights } = this.#quadrature;
    const points = this.#points;
    const before = this.#products[depth] as Float64Array;
    const after = this.#products[depth + 1] as Float64Array;
    const replaced = this.#replaced[depth] as Float64Array;
    const inverse = this.#inverse;
    const from = f * points;
    const oldShare = this.#share[f] as number;
    const oldPasses = this.#passes[f] as number;
    const share = (oldShare * (this.#cover[child] as number)) / (this.#cover[node] as number);
    const passes = oldPasses * passed;
    for (let q = 0; q < points; q++) {
      const t = nodes[q] as number;
      const factor = share * (1 - t) + passes * t;
      const old = inverse[from + q] as number;
      after[q] = (before[q] as number) * factor * old;
      replaced[q] = old;
      inverse[from + q] = 1 / factor;
    }
    this.#share[f] = share;
    this.#passes[f] = passes;
    this.#walk(row, child, depth + 1);
    const sums = this.#sums[depth] as Float64Array;
    const below = this.#sums[depth + 1] as Float64Array;
    for (let k = 0; k < this.#count; k++) {
      let now = 0;
      let earlier = 0;
      for (let q = 0; q < points; q++) {
        const sum = below[k * points + q] as number;
        const weighted = sum * (weights[q] as number);
        now += weighted * (inverse[from + q] as number);
        earlier += weighted * (replaced[q] as number);
        sums[k * points + q] = (sums[k * points + q] as number) + sum;
      }
      const to = f * this.#count + k;
      this.#shares[to] = (this.#shares[to] as number) + (passes - share) * now - (oldPasses - oldShare) * earlier;
    }
    for (let q = 0; q < points; q++) inverse[from + q] = replaced[q] as number;
    this.#share[f] = oldShare;
    this.#passes[f] = oldPasses;
  }
}

/** Most decisions, and most different features, on a path from the root. */
function sizeOf({ feature, left }: Forest, root: number, width: number): { depth: number; features: number } {
  const seen = new Int32Array(width);
  const size = { depth: 0, features: 0 };
  const visit = (node: number, depth: number, features: number): void => {
    const f = feature[node] as number;
    if (f < 0) {
      size.depth = Math.max(size.depth, depth);
      size.features = Math.max(size.features, features);
      return;
    }
    const more = features + (seen[f] === 0 ? 1 : 0);
    seen[f] = (seen[f] as number) + 1;
    visit(left[node] as number, depth + 1, more);
    visit((left[node] as number) + 1, depth + 1, more);
    seen[f] = (seen[f] as number) - 1;
  };
  visit(root, 0, 0);
  return size;
}
