import { allOnGrid, type SumGrid, sumGrid } from "./exact-sums.ts";
import type { FeatureBins } from "./feature-bins.ts";
import type { Tree } from "./tree.ts";

/**
 * All trees of a model in flat arrays. The children of inner node i are `left[i]` and `left[i] + 1`; a row goes left when its value is at
 * most `value[i]`, a missing one when `missingLeft[i]` is 1. A leaf has feature -1 and its score in `value`. Tree t adds to output
 * t mod `base.length`. Scores lie on a grid, so their sums are exact.
 */
export interface Forest {
  readonly base: Float64Array;
  readonly roots: Int32Array;
  readonly feature: Int32Array;
  readonly value: Float64Array;
  readonly left: Int32Array;
  readonly missingLeft: Uint8Array;
  /** Ascending values that go left, at nodes that part levels; null for a forest without such nodes. */
  readonly levels: readonly (Float64Array | null)[] | null;
  /** Training rows that reached each node; null for a forest that was saved without them. */
  readonly rows: Float64Array | null;
  /**
   * Where a leaf adds to every output: what leaves add, `base.length` numbers each, and `value[i]` of a leaf is the number of its vector. Null
   * where a leaf adds its value to one output.
   */
  readonly vectors: Float64Array | null;
}

/** Puts trees over bins into one forest over values, thresholds being the bins' borders; scores are multiplied by `unit`. */
export function forestOf(trees: readonly Tree[], features: readonly FeatureBins[], base: Float64Array, unit: number): Forest {
  const nodes = trees.reduce((sum, tree) => sum + tree.feature.length, 0);
  const levels: (Float64Array | null)[] = [];
  const rows = new Float64Array(nodes);
  const forest: Forest = {
    rows,
    base: base.map((value) => value * unit),
    roots: new Int32Array(trees.length),
    feature: new Int32Array(nodes),
    value: new Float64Array(nodes),
    left: new Int32Array(nodes),
    missingLeft: new Uint8Array(nodes),
    levels: features.some(({ categorical }) => categorical) ? levels : null,
    vectors: null,
  };
  let offset = 0;
  for (const [t, tree] of trees.entries()) {
    forest.roots[t] = offset;
    for (const [node, f] of tree.feature.entries()) {
      const at = offset + node;
      const bins = features[f];
      const parted = tree.levels[node];
      levels.push(bins === undefined || !parted ? null : Float64Array.from(parted, (level) => bins.edges[level] as number));
      forest.feature[at] = bins === undefined ? -1 : bins.source;
      // no border above the last bin: all values go left, only missing ones can go right
      const threshold = parted ? 0 : (bins?.edges[tree.bin[node] as number] ?? Number.POSITIVE_INFINITY);
      forest.value[at] = bins === undefined ? (tree.value[node] as number) * unit : threshold;
      forest.left[at] = bins === undefined ? -1 : offset + (tree.left[node] as number);
      forest.missingLeft[at] = tree.missingLeft[node] ? 1 : 0;
      rows[at] = tree.rows[node] as number;
    }
    offset += tree.feature.length;
  }
  return roundToGrid(forest);
}

/** Rounds a new forest's scores, in place, to the grid that makes their sums exact. */
export function roundToGrid(forest: Forest): Forest {
  const { step } = gridOf(forest);
  const { base, feature, value, vectors } = forest;
  if (vectors !== null) allOnGrid(vectors, step, null);
  else allOnGrid(value, step, feature);
  allOnGrid(base, step, null);
  return forest;
}

/** The grid of a forest's scores; rounding to it does not change it. */
export function gridOf(forest: Forest): SumGrid {
  let bound = 0;
  for (const value of forest.base) bound = Math.max(bound, Math.abs(value));
  const { roots, feature, value, vectors } = forest;
  if (vectors !== null) {
    let largest = 0;
    for (const score of vectors) largest = Math.max(largest, Math.abs(score));
    return sumGrid(bound + roots.length * largest, roots.length + 1);
  }
  for (let t = 0; t < roots.length; t++) {
    const end = roots[t + 1] ?? feature.length;
    let largest = 0;
    for (let at = roots[t] as number; at < end; at++) if (feature[at] === -1) largest = Math.max(largest, Math.abs(value[at] as number));
    bound += largest;
  }
  return sumGrid(bound, roots.length + 1);
}
