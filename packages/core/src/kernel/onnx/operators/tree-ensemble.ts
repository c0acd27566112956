import { buildForest, type Forest } from "./forest.ts";
import { classLabels } from "./linear-models.ts";
import type { Inputs, NodeReader, OperatorFactory } from "./operator.ts";
import { logistic32, postTransform, transformRow } from "./post-transform.ts";
import { completeLeaves, TreeScores, weightEnds } from "./tree-scores.ts";
import { BLOCK, GROUP, TreeWalker } from "./walk-trees.ts";

const f32 = Math.fround;
type Aggregate = "SUM" | "AVERAGE" | "MIN" | "MAX";

/** Numbers of an attribute: 32-bit floats, or doubles in the `_as_tensor` twin of ai.onnx.ml 3. */
function numbers(node: NodeReader, name: string): readonly number[] {
  const tensor = node.tensor(`${name}_as_tensor`);
  if (tensor === null) return node.floats(name) ?? [];
  if (tensor.type !== "float" && tensor.type !== "double") throw node.invalid(`${name}_as_tensor is ${tensor.type}`);
  return Array.from(tensor.data);
}

function forestOf(node: NodeReader, weightPrefix: "target" | "class"): Forest {
  const ints = (name: string): readonly number[] => node.ints(name) ?? [];
  return buildForest({
    op: node.op,
    treeIds: ints("nodes_treeids"),
    nodeIds: ints("nodes_nodeids"),
    features: ints("nodes_featureids"),
    modes: node.strings("nodes_modes") ?? [],
    thresholds: numbers(node, "nodes_values"),
    yes: ints("nodes_truenodeids"),
    no: ints("nodes_falsenodeids"),
    missingYes: ints("nodes_missing_value_tracks_true"),
    weightTrees: ints(`${weightPrefix}_treeids`),
    weightNodes: ints(`${weightPrefix}_nodeids`),
    weightTargets: ints(`${weightPrefix}_ids`),
    weights: numbers(node, `${weightPrefix}_weights`),
  });
}

/** What an operator walks: its trees, and where their weights go. */
interface Walk {
  readonly forest: Forest;
  readonly walker: TreeWalker;
  readonly weightEnd: Int32Array;
  readonly complete: boolean;
  readonly targets: number;
}

function walkOf(node: NodeReader, forest: Forest, targets: number): Walk {
  if (!(targets >= 1)) throw node.invalid(`n_targets ${targets}`);
  for (const target of forest.targets)
    if (!(target >= 0 && target < targets)) throw node.invalid(`a weight of target ${target}, there are ${targets}`);
  const weightEnd = weightEnds(forest, targets);
  return { forest, walker: new TreeWalker(forest), weightEnd, complete: completeLeaves(forest, weightEnd, targets), targets };
}

/** Scores [rows, targets] and which of them any leaf touched: in double for double input, else rounded to 32 bits as the runtime does. */
function walk(
  { forest, walker, weightEnd, complete, targets }: Walk,
  aggregate: Aggregate,
  inputs: Inputs,
): { rows: number; scores: Float64Array; touched: Uint8Array; wide: boolean } {
  const { value: input, rows, columns } = inputs.matrix(0);
  if (forest.width > columns) throw inputs.invalid(`${columns} columns, the trees read column ${forest.width - 1}`);
  const x = input.type === "int64" ? Float32Array.from(input.data) : input.data;
  const wide = input.type === "double";
  const all = forest.roots.length;
  const sums = new TreeScores(forest, weightEnd, complete, rows, targets);
  const { values: scores, touched } = sums;
  for (let begin = 0; begin < rows; begin += BLOCK) {
    const count = Math.min(BLOCK, rows - begin);
    walker.load(x, begin, begin + count, columns);
    for (let tree = 0; tree < all; tree += GROUP) {
      const trees = Math.min(GROUP, all - tree);
      walker.walk(tree, trees, count);
      if (aggregate === "MIN" || aggregate === "MAX") sums.keep(walker.leaves, begin, count, trees, aggregate === "MAX");
      else sums.add(walker.leaves, begin, count, trees, wide);
    }
  }
  if (aggregate === "AVERAGE")
    for (let i = 0; i < scores.length; i++) scores[i] = wide ? (scores[i] as number) / all : f32((scores[i] as number) / all);
  return { rows, scores, touched, wide };
}

const regressor: OperatorFactory = (node) => {
  const targets = node.int("n_targets", 1);
  const aggregate = node.string("aggregate_function", "SUM") as Aggregate;
  if (!["SUM", "AVERAGE", "MIN", "MAX"].includes(aggregate)) throw node.invalid(`aggregate_function ${aggregate}`);
  const own = walkOf(node, forestOf(node, "target"), targets);
  const base = numbers(node, "base_values");
  // The runtime applies a transformation to several targets only.
  const transform = targets === 1 ? "NONE" : postTransform(node);
  return (inputs) => {
    const { rows, scores, wide } = walk(own, aggregate, inputs);
    const data = new Float32Array(scores.length);
    for (let row = 0; row < rows; row++) {
      const from = row * targets;
      if (base.length === targets) {
        for (let k = 0; k < targets; k++) {
          const sum = (scores[from + k] as number) + (base[k] as number);
          scores[from + k] = wide ? sum : f32(sum);
        }
      }
      if (transform === "LOGISTIC") for (let k = from; k < from + targets; k++) data[k] = logistic32(scores[k] as number);
      else {
        transformRow(transform, scores, from, targets);
        for (let k = from; k < from + targets; k++) data[k] = scores[k] as number;
      }
    }
    return [{ type: "float", shape: [rows, targets], data }];
  };
};

/**
 * Labels are the classes of the largest score. Two classes follow the runtime's own rules, which exporters rely on: weights of
 * class 0 alone make one score that decides (above 0.5 if no weight is negative, else above 0) and is completed to two;
 * scores of both classes are labelled 1 where the second is above 0, otherwise 0.
 */
const classifier: OperatorFactory = (node) => {
  const forest = forestOf(node, "class");
  const labels = classLabels(node, "classlabels_int64s");
  const classes = labels.count;
  const own = walkOf(node, forest, classes);
  const base = numbers(node, "base_values");
  const transform = postTransform(node);
  const oneClass = new Set(forest.targets).size === 1;
  const positive = forest.weights.every((weight) => weight >= 0);

  return (inputs) => {
    const { rows, scores, touched, wide } = walk(own, "SUM", inputs);
    const add = (a: number, b: number): number => (wide ? a + b : f32(a + b));
    const codes = new Int32Array(rows);
    const out = new Float32Array(rows * classes);

    const write = (from: number): void => {
      if (transform === "LOGISTIC") {
        for (let k = from; k < from + classes; k++) out[k] = logistic32(scores[k] as number);
        return;
      }
      transformRow(transform, scores, from, classes);
      for (let k = from; k < from + classes; k++) out[k] = scores[k] as number;
    };
    const many = (row: number): void => {
      const from = row * classes;
      let top = -1;
      for (let k = 0; k < classes; k++) {
        if (k < base.length) {
          scores[from + k] = add(scores[from + k] as number, base[k] as number);
          touched[from + k] = 1;
        }
        if (touched[from + k] === 1 && (top < 0 || (scores[from + k] as number) > (scores[from + top] as number))) top = k;
      }
      codes[row] = Math.max(top, 0);
      write(from);
    };
    const two = (row: number): void => {
      const from = row * 2;
      let single = touched[from + 1] === 0;
      if (base.length === 2) {
        if (single) scores[from] = add(scores[from] as number, base[0] as number);
        else {
          scores[from + 1] = add(base[1] as number, scores[from] as number);
          scores[from] = -(scores[from + 1] as number);
        }
      } else if (base.length === 1) scores[from] = add(scores[from] as number, base[0] as number);
      const score = scores[single ? from : from + 1] as number;
      codes[row] = score > (oneClass && positive ? 0.5 : 0) ? 1 : 0;
      single &&= base.length !== 2;
      if (!single) write(from);
      else if (transform === "LOGISTIC") {
        out[from] = logistic32(-score);
        out[from + 1] = logistic32(score);
      } else {
        out[from] = oneClass && positive ? 1 - score : -score;
        out[from + 1] = score;
      }
    };

    for (let row = 0; row < rows; row++) {
      if (classes === 2) two(row);
      else many(row);
    }
    const label = oneClass || classes !== 2 ? labels.value(codes) : labels.literal(codes);
    return [label, { type: "float", shape: [rows, classes], data: out }];
  };
};

export const TREE_ENSEMBLES: Readonly<Record<string, OperatorFactory>> = {
  "ai.onnx.ml:TreeEnsembleClassifier": classifier,
  "ai.onnx.ml:TreeEnsembleRegressor": regressor,
};
