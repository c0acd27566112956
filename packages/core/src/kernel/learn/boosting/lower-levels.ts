import type { Graph } from "../../onnx/graph.ts";
import type { Forest } from "./forest.ts";

/** The tree operator's input with a column more for each set of levels, and the column that each node looks at. */
export interface LoweredLevels {
  readonly input: string;
  /** For nodes that part levels: the column that is 0 where a row's level goes left, else 1; -1 at every other node. */
  readonly column: Int32Array;
}

/**
 * Sets of levels as columns of zeros and ones: the tree operator cannot ask for membership in a set. A row's level is compared with all
 * levels of its feature, and a matrix of zeros and ones picks those of each set. Missing values equal no level.
 */
export function lowerLevels(graph: Graph, input: string, forest: Forest, width: number): LoweredLevels {
  const column = new Int32Array(forest.feature.length).fill(-1);
  const sets = setsByFeature(forest);
  const parts = [input];
  let next = width;
  for (const [f, byKey] of sets) {
    const levels = Float64Array.from(new Set([...byKey.values()].flatMap(({ values }) => [...values]))).sort();
    const count = byKey.size;
    const picks = new Float64Array(levels.length * count);
    for (const [at, { values, nodes }] of [...byKey.values()].entries()) {
      for (const value of values) picks[levels.indexOf(value) * count + at] = 1;
      for (const node of nodes) column[node] = next + at;
    }
    next += count;
    const index = graph.constant({ type: "int64", shape: [1], data: [f] });
    const value = graph.node("Gather", [input, index], { axis: { int: 1 } });
    const same = graph.node("Equal", [value, graph.constant({ type: "double", shape: [1, levels.length], data: levels })]);
    const doubles = graph.node("Cast", [same], { to: { int: 11 } });
    const member = graph.node("MatMul", [doubles, graph.constant({ type: "double", shape: [levels.length, count], data: picks })]);
    parts.push(graph.node("Sub", [graph.constant({ type: "double", shape: [1], data: [1] }), member]));
  }
  return { input: parts.length === 1 ? input : graph.node("Concat", parts, { axis: { int: 1 } }), column };
}

interface LevelSet {
  readonly values: Float64Array;
  readonly nodes: number[];
}

/** Equal sets of a feature are one. */
function setsByFeature(forest: Forest): Map<number, Map<string, LevelSet>> {
  const sets = new Map<number, Map<string, LevelSet>>();
  for (const [node, values] of (forest.levels ?? []).entries()) {
    if (values === null) continue;
    const f = forest.feature[node] as number;
    const byKey = sets.get(f) ?? new Map<string, LevelSet>();
    sets.set(f, byKey);
    const key = values.join();
    const known = byKey.get(key);
    if (known === undefined) byKey.set(key, { values, nodes: [node] });
    else known.nodes.push(node);
  }
  return sets;
}
