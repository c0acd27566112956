import type { FeatureBins } from "../boosting/feature-bins.ts";
import { type Forest, roundToGrid } from "../boosting/forest.ts";
import { type ForestLayout, RESULT } from "./forest-layout.ts";

/** One tree as a share left it. */
export interface GrownTree {
  /** Place among the features, -1 for a leaf. */
  readonly feature: Int32Array;
  /** Left child; of a leaf its number among the leaves. */
  readonly left: Int32Array;
  readonly missingLeft: Uint8Array;
  readonly cut: Float64Array;
  readonly gain: Float64Array;
  /** Weight of the rows that reached each node. */
  readonly rows: Float64Array;
  /** A value by leaf, or the share of each class. */
  readonly values: Float64Array;
}

/** Copies the tree of a share out of the training's memory. */
export function treeOfShare(buffer: ArrayBuffer | SharedArrayBuffer, layout: ForestLayout, share: number): GrownTree {
  const own = layout.own + share * layout.shareBytes;
  const [nodes, leaves] = new Float64Array(buffer, layout.results + 8 * RESULT * share, RESULT) as unknown as [number, number];
  const doubles = (offset: number, length: number): Float64Array => new Float64Array(buffer, own + offset, length).slice();
  return {
    feature: new Int32Array(buffer, own + layout.nodeFeature, nodes).slice(),
    left: new Int32Array(buffer, own + layout.nodeLeft, nodes).slice(),
    missingLeft: new Uint8Array(buffer, own + layout.nodeMissing, nodes).slice(),
    cut: doubles(layout.nodeCut, nodes),
    gain: doubles(layout.nodeGain, nodes),
    rows: doubles(layout.nodeRows, nodes),
    values: doubles(layout.leafValues, Math.max(1, layout.classes) * leaves),
  };
}

/** Puts the trees into one forest. A leaf's number becomes `(centre + number) · unit`; shares of classes become vectors, equal ones one. */
export function forestOfTrees(
  trees: readonly GrownTree[],
  features: readonly FeatureBins[],
  classes: number,
  { centre, unit }: { readonly centre: number; readonly unit: number },
): Forest {
  const nodes = trees.reduce((sum, { feature }) => sum + feature.length, 0);
  const vectors = classes === 0 ? null : new Vectors(classes);
  const sources = Int32Array.from(features, ({ source }) => source);
  const roots = new Int32Array(trees.length);
  const feature = new Int32Array(nodes).fill(-1);
  const value = new Float64Array(nodes);
  const left = new Int32Array(nodes).fill(-1);
  const missingLeft = new Uint8Array(nodes);
  const rows = new Float64Array(nodes);
  let offset = 0;
  for (let t = 0; t < trees.length; t++) {
    const tree = trees[t] as GrownTree;
    const { feature: own, left: children, cut, values } = tree;
    roots[t] = offset;
    rows.set(tree.rows, offset);
    for (let node = 0; node < own.length; node++) {
      const at = offset + node;
      const f = own[node] as number;
      const child = children[node] as number;
      if (f < 0) value[at] = vectors === null ? (centre + (values[child] as number)) * unit : vectors.add(values, child * classes);
      else {
        feature[at] = sources[f] as number;
        left[at] = offset + child;
        value[at] = cut[node] as number;
        missingLeft[at] = tree.missingLeft[node] as number;
      }
    }
    offset += own.length;
  }
  const base = new Float64Array(Math.max(1, classes));
  return roundToGrid({ base, roots, feature, value, left, missingLeft, levels: null, rows, vectors: vectors?.all() ?? null });
}

/** Vectors that differ, one after the other. */
class Vectors {
  readonly #length: number;
  readonly #places = new Map<string, number>();
  readonly #values: number[] = [];

  constructor(length: number) {
    this.#length = length;
  }

  /** The number of the vector at `from`, which is added unless it is known. */
  add(values: Float64Array, from: number): number {
    const vector = values.subarray(from, from + this.#length);
    const key = vector.join();
    let place = this.#places.get(key);
    if (place === undefined) {
      place = this.#places.size;
      this.#places.set(key, place);
      this.#values.push(...vector);
    }
    return place;
  }

  all(): Float64Array {
    return Float64Array.from(this.#values);
  }
}

/** Mean over the trees of each column's share of its tree's gain, as shares; null where no tree has a split. */
export function meanGainShares(trees: readonly GrownTree[], features: readonly FeatureBins[]): Float64Array | null {
  const shares = new Float64Array(features.length);
  for (const { feature, gain } of trees) {
    const own = new Float64Array(features.length);
    let total = 0;
    for (let node = 0; node < feature.length; node++) {
      const f = feature[node] as number;
      if (f < 0) continue;
      own[f] = (own[f] as number) + (gain[node] as number);
      total += gain[node] as number;
    }
    if (total > 0) for (let f = 0; f < own.length; f++) shares[f] = (shares[f] as number) + (own[f] as number) / total;
  }
  const total = shares.reduce((sum, share) => sum + share, 0);
  if (total === 0) return null;
  const byColumn = new Float64Array(features.length);
  for (const [f, { source }] of features.entries()) byColumn[source] = (shares[f] as number) / total;
  return byColumn;
}
