import type { Graph } from "../../onnx/graph.ts";
import { threeParts } from "./exact-sums.ts";
import { type Forest, gridOf } from "./forest.ts";
import { leafScores } from "./leaf-paths.ts";
import { lowerLevels } from "./lower-levels.ts";

/**
 * Adds a forest to a graph and returns its raw scores, a double tensor [N, outputs].
 * `TreeEnsembleRegressor` (ai.onnx.ml 3) compares in double but answers in float32. So every leaf adds to three targets, the exact parts of
 * its value, whose sums float32 holds exactly; the parts are added in double. The raw scores therefore equal our own to the last bit.
 */
export function lowerForest(graph: Graph, input: string, forest: Forest, width: number): string {
  const outputs = forest.base.length;
  const grid = gridOf(forest);
  const scale = 2 ** grid.exponent;
  const parts = (value: number) => threeParts(value, grid).map((part) => part / scale);
  const levels = lowerLevels(graph, input, forest, width);
  const nodes = nodeArrays(forest, levels.column);
  const leaves = leafArrays(forest, parts);
  const base = Array.from(forest.base, parts).flat();
  const vector = (data: number[]) => ({ tensor: { type: "double", shape: [data.length], data } }) as const;
  const sums = graph.node(
    "TreeEnsembleRegressor",
    [levels.input],
    {
      aggregate_function: { string: "SUM" },
      base_values_as_tensor: vector(base),
      n_targets: { int: 3 * outputs },
      nodes_falsenodeids: { ints: nodes.right },
      nodes_featureids: { ints: nodes.feature },
      nodes_missing_value_tracks_true: { ints: nodes.missingLeft },
      nodes_modes: { strings: nodes.mode },
      nodes_nodeids: { ints: nodes.id },
      nodes_treeids: { ints: nodes.tree },
      nodes_truenodeids: { ints: nodes.left },
      nodes_values_as_tensor: vector(nodes.threshold),
      post_transform: { string: "NONE" },
      target_ids: { ints: leaves.target },
      target_nodeids: { ints: leaves.node },
      target_treeids: { ints: leaves.tree },
      target_weights_as_tensor: vector(leaves.weight),
    },
    { domain: "ai.onnx.ml" },
  );
  const doubles = graph.node("Cast", [sums], { to: { int: 11 } });
  const addParts = new Float64Array(3 * outputs * outputs);
  for (let k = 0; k < outputs; k++) for (let part = 0; part < 3; part++) addParts[(3 * k + part) * outputs + k] = scale;
  const adder = graph.constant({ type: "double", shape: [3 * outputs, outputs], data: addParts });
  return graph.node("MatMul", [doubles, adder]);
}

function nodeArrays(forest: Forest, levelColumn: Int32Array) {
  const { roots, feature, value, left, missingLeft } = forest;
  const arrays = {
    tree: [] as number[],
    id: [] as number[],
    feature: [] as number[],
    mode: [] as string[],
    threshold: [] as number[],
    left: [] as number[],
    right: [] as number[],
    missingLeft: [] as number[],
  };
  for (let t = 0; t < roots.length; t++) {
    const begin = roots[t] as number;
    const end = roots[t + 1] ?? feature.length;
    for (let node = begin; node < end; node++) {
      const leaf = feature[node] === -1;
      arrays.tree.push(t);
      arrays.id.push(node - begin);
      const parts = (levelColumn[node] as number) >= 0;
      arrays.feature.push(leaf ? 0 : ((parts ? levelColumn : feature)[node] as number));
      arrays.mode.push(leaf ? "LEAF" : "BRANCH_LEQ");
      arrays.threshold.push(leaf ? 0 : parts ? 0.5 : (value[node] as number));
      arrays.left.push(leaf ? 0 : (left[node] as number) - begin);
      arrays.right.push(leaf ? 0 : (left[node] as number) + 1 - begin);
      arrays.missingLeft.push(missingLeft[node] as number);
    }
  }
  return arrays;
}

function leafArrays(forest: Forest, parts: (value: number) => number[]) {
  const { roots, feature } = forest;
  const arrays = { tree: [] as number[], node: [] as number[], target: [] as number[], weight: [] as number[] };
  for (let t = 0; t < roots.length; t++) {
    const begin = roots[t] as number;
    const end = roots[t + 1] ?? feature.length;
    for (let node = begin; node < end; node++) {
      if (feature[node] !== -1) continue;
      const entries = leafScores(forest, t, node).flatMap(({ output, value }) =>
        parts(value).map((weight, part) => ({ target: 3 * output + part, weight })),
      );
      // a part of zero says nothing, but a leaf without any is none
      const telling = entries.filter(({ weight }) => weight !== 0);
      for (const { target, weight } of telling.length > 0 ? telling : entries.slice(0, 1)) {
        arrays.tree.push(t);
        arrays.node.push(node - begin);
        arrays.target.push(target);
        arrays.weight.push(weight);
      }
    }
  }
  return arrays;
}
