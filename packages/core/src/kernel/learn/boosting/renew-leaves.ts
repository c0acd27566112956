import type { GrownLeaf } from "./grow-tree.ts";
import type { Objective } from "./objective.ts";
import type { Tree } from "./tree.ts";
import { weightedQuantile } from "./weighted-rows.ts";

/** Sets each leaf's value to the quantile of its rows' residuals: for losses whose second derivative says nothing. */
export function renewLeaves(
  tree: Tree,
  leaves: readonly GrownLeaf[],
  order: Int32Array,
  scores: Float64Array,
  renewal: NonNullable<Objective["renewal"]>,
  weights: Float64Array | undefined,
  learningRate: number,
): void {
  const residual = (row: number): number => (renewal.target[row] as number) - (scores[row] as number);
  for (const { node, begin, end } of leaves)
    tree.value[node] = learningRate * weightedQuantile(order.subarray(begin, end), weights, renewal.quantile, residual);
}
