import { describe, expect, it } from "vitest";
import { compileGraph } from "./compile-graph.ts";
import type { Attribute, TensorType } from "./graph.ts";
import { GraphBuilder } from "./graph-builder.ts";
import { parseGraph } from "./parse-graph.ts";
import { type NumberValue, stringsOf, stringValue, type TensorValue } from "./tensor-value.ts";

const options = { producer: "test", producerVersion: "1" };
const invalid = (detail: string) => expect.objectContaining({ code: "GRAPH_INVALID", message: expect.stringContaining(detail) });
const double = (shape: number[], ...data: number[]): TensorValue => ({ type: "double", shape, data: Float64Array.from(data) });
const float = (shape: number[], ...data: number[]): TensorValue => ({ type: "float", shape, data: Float32Array.from(data) });
const long = (shape: number[], ...data: number[]): TensorValue => ({ type: "int64", shape, data: Float64Array.from(data) });
const text = (shape: number[], ...data: string[]): TensorValue => stringValue(shape, data);

/** Runs one node on these inputs; undefined leaves an input out. */
function runNode(
  op: string,
  values: readonly (TensorValue | undefined)[],
  attributes: Record<string, Attribute> = {},
  outputs = 1,
): TensorValue[] {
  const ml = op.startsWith("ml:");
  const graph = new GraphBuilder();
  const names = values.map((value, i) => (value === undefined ? "" : graph.input(`x${i}`, value.type, value.shape)));
  const made = Array.from({ length: outputs }, (_, i) => `y${i}`);
  graph.node(ml ? op.slice(3) : op, names, attributes, { domain: ml ? "ai.onnx.ml" : "", outputs: made });
  for (const name of made) graph.output(name, "double", []);
  const inputs = Object.fromEntries(values.flatMap((value, i) => (value === undefined ? [] : [[`x${i}`, value]])));
  return Object.values(compileGraph(graph.build(options)).run(inputs));
}

const trees = (change: Record<string, Attribute> = {}): Record<string, Attribute> => ({
  nodes_treeids: { ints: [0, 0, 0] },
  nodes_nodeids: { ints: [0, 1, 2] },
  nodes_featureids: { ints: [0, 0, 0] },
  nodes_modes: { strings: ["BRANCH_LEQ", "LEAF", "LEAF"] },
  nodes_values: { floats: [0.5, 0, 0] },
  nodes_truenodeids: { ints: [1, 0, 0] },
  nodes_falsenodeids: { ints: [2, 0, 0] },
  target_treeids: { ints: [0, 0] },
  target_nodeids: { ints: [1, 2] },
  target_ids: { ints: [0, 0] },
  target_weights: { floats: [1, 2] },
  ...change,
});
const REGRESSOR = "ml:TreeEnsembleRegressor";
const COMPARE: Record<string, (x: number, threshold: number) => boolean> = {
  BRANCH_LEQ: (x, threshold) => x <= threshold,
  BRANCH_LT: (x, threshold) => x < threshold,
  BRANCH_GTE: (x, threshold) => x >= threshold,
  BRANCH_GT: (x, threshold) => x > threshold,
  BRANCH_EQ: (x, threshold) => x === threshold,
  BRANCH_NEQ: (x, threshold) => x !== threshold,
};
const square = double([2, 2], 1, 2, 3, 4);

describe("an invalid graph is named by its operator", () => {
  it.each<[string, string, (TensorValue | undefined)[], Record<string, Attribute>, string]>([
    ["a missing input", "Add", [square], {}, "Add: input 1 is missing"],
    ["text in arithmetic", "Add", [text([1], "a"), text([1], "a")], {}, "Add: input 0 is string [1], not numbers"],
    ["numbers for text", "Equal", [text([1], "a"), square], {}, "Equal: input 1 is double [2, 2], not strings"],
    ["mixed types", "Add", [square, float([1], 1)], {}, "Add: inputs are double and float"],
    ["shapes that do not fit", "Add", [square, double([3], 1, 2, 3)], {}, "shapes [2, 2] and [3] do not fit"],
    ["an attribute of another kind", "Concat", [square], { axis: { string: "x" } }, "Concat: attribute axis is not int"],
    ["an axis too many", "Concat", [square], { axis: { int: 2 } }, "Concat: axis 2 of a tensor with 2 dimensions"],
    ["concatenated shapes", "Concat", [square, double([1, 1], 1)], { axis: { int: 0 } }, "do not fit along axis 0"],
    [
      "branches of two types",
      "Where",
      [{ type: "bool", shape: [1], data: Uint8Array.of(1) }, square, float([1], 1)],
      {},
      "Where: inputs are double and float",
    ],
    ["a shape of doubles", "Reshape", [square, double([1], 4)], {}, "Reshape: input 1 is double, not int64"],
    ["a shape of another size", "Reshape", [square, long([1], 3)], {}, "does not fit into [3]"],
    ["a shape that leaves no whole size", "Reshape", [square, long([2], -1, 3)], {}, "does not fit into [-1, 3]"],
    ["an open size beside none", "Reshape", [square, long([2], -1, 0)], { allowzero: { int: 1 } }, "does not fit"],
    ["a flat axis too many", "Flatten", [square], { axis: { int: 3 } }, "Flatten: axis 3"],
    ["an axis that is not 1", "Squeeze", [square, long([1], 0)], {}, "axes [0] of double [2, 2] are not 1"],
    ["an axis given twice", "Unsqueeze", [square, long([2], 0, 0)], {}, "an axis is given twice"],
    ["an index too large", "Gather", [square, long([1], 2)], {}, "Gather: index 2 along an axis of 2"],
    ["an index that is NaN", "Gather", [square, double([1], Number.NaN)], {}, "index NaN"],
    ["a step of 0", "Slice", [square, long([1], 0), long([1], 1), long([1], 0), long([1], 0)], {}, "a step is 0"],
    ["a permutation that is none", "Transpose", [square], { perm: { ints: [0, 0] } }, "perm [0, 0]"],
    ["a constant without value", "Constant", [], {}, "Constant: it has no value"],
    ["factors that do not fit", "MatMul", [square, double([3, 1], 1, 2, 3)], {}, "double [2, 2] times double [3, 1]"],
    ["a factor of three dimensions", "MatMul", [double([1, 1, 1], 1), double([1, 1], 1)], {}, "times"],
    ["factors of Gemm that do not fit", "Gemm", [square, double([3, 1], 1, 2, 3)], {}, "Gemm: double [2, 2] times double [3, 1]"],
    ["a vector in Gemm", "Gemm", [double([2], 1, 2), square], {}, "input 0 is double [2], not a matrix"],
    ["a summand of Gemm that is too large", "Gemm", [double([1, 2], 1, 2), square, square], {}, "C is double [2, 2], the product [1, 2]"],
    ["nothing to choose from", "ArgMax", [double([2, 0])], { axis: { int: 1 } }, "the axis is empty"],
    ["text that is no number", "Cast", [text([1], "many")], { to: { int: 11 } }, '"many" is not a number'],
    ["no matrix", "ml:Scaler", [double([1, 1, 1], 1)], {}, "not a matrix"],
    ["offsets of another number", "ml:Scaler", [square], { offset: { floats: [1, 2, 3] } }, "3 offsets and 1 scales"],
    ["an unknown norm", "ml:Normalizer", [square], { norm: { string: "L3" } }, "norm L3"],
    ["no imputed values", "ml:Imputer", [square], {}, "no imputed values"],
    ["no keys", "ml:LabelEncoder", [text([1], "a")], {}, "not lists of one length"],
    [
      "text for numbers",
      "ml:LabelEncoder",
      [text([1], "a")],
      { keys_int64s: { ints: [1] }, values_int64s: { ints: [2] } },
      "the keys are int64",
    ],
    ["no categories", "ml:OneHotEncoder", [text([1], "a")], {}, "cats_strings or cats_int64s"],
    ["categories of numbers", "ml:OneHotEncoder", [text([1], "a")], { cats_int64s: { ints: [1] } }, "unlike the categories"],
    [
      "coefficients that do not divide",
      "ml:LinearRegressor",
      [square],
      { coefficients: { floats: [1, 2, 3] }, targets: { int: 2 } },
      "3 coefficients for 2 targets",
    ],
    ["columns too few", "ml:LinearRegressor", [square], { coefficients: { floats: [1, 2, 3] } }, "2 columns, the model has 3"],
    [
      "no class labels",
      "ml:LinearClassifier",
      [square],
      { coefficients: { floats: [1, 2] }, intercepts: { floats: [1] } },
      "no class labels",
    ],
    [
      "intercepts too few",
      "ml:LinearClassifier",
      [square],
      { coefficients: { floats: [1, 2] }, intercepts: { floats: [1] }, classlabels_ints: { ints: [1, 2, 3] } },
      "1 intercepts for 3 classes",
    ],
    [
      "an unknown transformation",
      "ml:LinearRegressor",
      [square],
      { coefficients: { floats: [1, 2] }, post_transform: { string: "CUBE" } },
      "post_transform CUBE",
    ],
    ["trees in uneven lists", REGRESSOR, [square], trees({ nodes_values: { floats: [1] } }), "its lists differ in length"],
    ["a node given twice", REGRESSOR, [square], trees({ nodes_nodeids: { ints: [0, 1, 1] } }), "tree 0 has node 1 twice"],
    ["a branch to nowhere", REGRESSOR, [square], trees({ nodes_falsenodeids: { ints: [9, 0, 0] } }), "tree 0 has no node 9"],
    ["a branch in a circle", REGRESSOR, [square], trees({ nodes_falsenodeids: { ints: [0, 0, 0] } }), "node 0 of tree 0 has two parents"],
    ["a weight of no node", REGRESSOR, [square], trees({ target_nodeids: { ints: [1, 9] } }), "a weight of node 9 in tree 0"],
    ["a weight of no target", REGRESSOR, [square], trees({ target_ids: { ints: [0, 1] } }), "a weight of target 1, there are 1"],
    ["an unknown mode", REGRESSOR, [square], trees({ nodes_modes: { strings: ["BRANCH_ODD", "LEAF", "LEAF"] } }), "mode BRANCH_ODD"],
    ["a threshold that is NaN", REGRESSOR, [square], trees({ nodes_values: { floats: [Number.NaN, 0, 0] } }), "threshold of node 0 is NaN"],
    ["a negative feature", REGRESSOR, [square], trees({ nodes_featureids: { ints: [-1, 0, 0] } }), "feature -1"],
    [
      "a feature that is not there",
      REGRESSOR,
      [square],
      trees({ nodes_featureids: { ints: [2, 0, 0] } }),
      "2 columns, the trees read column 2",
    ],
    [
      "thresholds that are text",
      REGRESSOR,
      [square],
      trees({ nodes_values_as_tensor: { tensor: { type: "string", shape: [0], data: [] } } }),
      "nodes_values_as_tensor is string",
    ],
    ["an unknown aggregate", REGRESSOR, [square], trees({ aggregate_function: { string: "MEDIAN" } }), "aggregate_function MEDIAN"],
    ["no targets", REGRESSOR, [square], trees({ n_targets: { int: 0 } }), "n_targets 0"],
  ])("%s", (_, op, values, attributes, detail) => {
    expect(() => runNode(op, values, attributes)).toThrowError(invalid(detail));
  });

  it("more outputs than the operator has", () => {
    expect(() => runNode("Neg", [square], {}, 2)).toThrowError(invalid("Neg has 1 outputs, the graph names 2"));
  });
});

it.each<[string, string, TensorValue[], Record<string, Attribute>, string]>([
  ["an operator", "Einsum", [square], {}, "ONNX operator Einsum"],
  ["a classical operator", "ml:SVMClassifier", [square], {}, "ONNX operator ai.onnx.ml:SVMClassifier"],
  ["an element type", "Cast", [square], { to: { int: 10 } }, "Cast with element type 10"],
  [
    "a transformation",
    "ml:LinearRegressor",
    [square],
    { coefficients: { floats: [1, 2] }, post_transform: { string: "PROBIT" } },
    "PROBIT",
  ],
  ["boolean keys", "ml:LabelEncoder", [square], { keys_tensor: { tensor: { type: "bool", shape: [1], data: [true] } } }, "boolean keys"],
])("names %s that is not supported", (_, op, values, attributes, feature) => {
  expect(() => runNode(op, values, attributes)).toThrowError(
    expect.objectContaining({ code: "NOT_SUPPORTED", message: expect.stringContaining(feature) }),
  );
});

it("refuses an unknown category where zeros are not allowed", () => {
  const error = expect.objectContaining({ code: "VALUE_INVALID", message: expect.stringContaining("row 1 is no known category") });
  expect(() => runNode("ml:OneHotEncoder", [text([2], "a", "z")], { cats_strings: { strings: ["a"] }, zeros: { int: 0 } })).toThrowError(
    error,
  );
});

describe("what files of other exporters hold", () => {
  it("imputes and scales doubles", () => {
    const [imputed] = runNode("ml:Imputer", [double([1, 2], Number.NaN, 3)], {
      imputed_value_floats: { floats: [0.5] },
      replaced_value_float: { float: Number.NaN },
    });
    expect(imputed).toEqual(double([1, 2], 0.5, 3));
  });

  it("feeds int64 to trees as numbers and ignores a transformation of one target", () => {
    const attributes = trees({ post_transform: { string: "LOGISTIC" } });
    expect(runNode(REGRESSOR, [long([3, 1], 0, 1, 2)], attributes)).toEqual([float([3, 1], 1, 2, 2)]);
  });

  it("reduces an empty batch", () => {
    expect(runNode("ReduceSum", [double([0, 2])], { keepdims: { int: 0 } })).toEqual([double([], 0)]);
    expect(runNode("Softmax", [double([0, 2])])).toEqual([double([0, 2])]);
  });

  it("joins the dictionaries of text", () => {
    const [joined] = runNode("Concat", [text([1, 2], "a", "b"), text([1, 2], "b", "a")], { axis: { int: 0 } });
    expect(stringsOf(joined as never)).toEqual(["a", "b", "b", "a"]);
  });

  it("joins along any axis, empty parts, too", () => {
    const [a, b] = [double([2, 1, 2], 1, 2, 3, 4), double([2, 2, 2], 5, 6, 7, 8, 9, 10, 11, 12)];
    expect(runNode("Concat", [a, b, double([2, 0, 2])], { axis: { int: -2 } })).toEqual([
      double([2, 3, 2], 1, 2, 5, 6, 7, 8, 3, 4, 9, 10, 11, 12),
    ]);
    expect(runNode("Concat", [double([0, 2]), double([0, 3])], { axis: { int: 1 } })).toEqual([double([0, 5])]);
    expect(runNode("Concat", [double([2, 0]), double([2, 0])], { axis: { int: 1 } })).toEqual([double([2, 0])]);
  });
});

describe("compileGraph", () => {
  const add = (type: TensorType, shape: (number | string)[]): GraphBuilder => {
    const graph = new GraphBuilder();
    const x = graph.input("x", type, shape);
    graph.output(graph.node("Add", [x, x], {}, { outputs: ["y"] }), type, shape);
    return graph;
  };

  it.each<[string, Record<string, TensorValue>, string]>([
    ["is missing", {}, 'input "x" is missing'],
    ["has another type", { x: float([1, 2], 1, 2) }, 'input "x" is float [1, 2] of 2 values, the graph takes double [N, 2]'],
    ["has another rank", { x: double([2], 1, 2) }, "double [2]"],
    ["has another width", { x: double([1, 3], 1, 2, 3) }, "double [1, 3]"],
    ["has too few values", { x: double([2, 2], 1, 2) }, "of 2 values"],
  ])("refuses an input that %s", (_, inputs, detail) => {
    const graph = compileGraph(add("double", ["N", 2]).build(options));
    expect(() => graph.run(inputs)).toThrowError(
      expect.objectContaining({ code: "SIGNATURE_MISMATCH", message: expect.stringContaining(detail) }),
    );
  });

  it("runs a parsed model again and again, leaving its inputs as they were", () => {
    const graph = compileGraph(parseGraph(add("double", ["N"]).build(options)));
    const x = double([2], 1, 2);
    expect([graph.run({ x }), graph.run({ x })]).toEqual([{ y: double([2], 2, 4) }, { y: double([2], 2, 4) }]);
    expect(x).toEqual(double([2], 1, 2));
    expect(graph.inputs).toEqual([{ name: "x", type: "double", shape: ["N"] }]);
  });

  it("gives an input or a constant as an output", () => {
    const graph = new GraphBuilder();
    graph.output(graph.input("x", "double", [1]), "double", [1]);
    graph.output(graph.constant({ type: "string", shape: [1], data: ["c"] }), "string", [1]);
    expect(Object.values(compileGraph(graph.build(options)).run({ x: double([1], 3) }))).toEqual([double([1], 3), text([1], "c")]);
  });

  it("refuses a model whose values are read before they exist, named twice or not at all", () => {
    const model = parseGraph(add("double", ["N"]).build(options));
    const [node] = model.nodes;
    if (node === undefined) throw new Error("the model has a node");
    expect(() => compileGraph({ ...model, nodes: [{ ...node, inputs: ["y", "x"] }] })).toThrowError(
      invalid('Add reads "y", which does not exist before it'),
    );
    expect(() => compileGraph({ ...model, nodes: [node, node] })).toThrowError(invalid('"y" is given twice'));
    expect(() => compileGraph({ ...model, outputs: [] })).toThrowError(invalid("no output"));
    expect(() => compileGraph({ ...model, outputs: [{ name: "z", type: "double", shape: [] }] })).toThrowError(invalid('reads "z"'));
  });

  it("says that an input which is no tensor is not supported", () => {
    const model = parseGraph(add("double", ["N"]).build(options));
    const odd = { ...model, inputs: [{ name: "x", type: null, shape: [] }] };
    expect(() => compileGraph(odd)).toThrowError(
      expect.objectContaining({ code: "NOT_SUPPORTED", message: expect.stringContaining('"x"') }),
    );
  });
});

describe("trees", () => {
  const { NEGATIVE_INFINITY, POSITIVE_INFINITY, NaN: missing } = Number;

  it.each(Object.keys(COMPARE))("of mode %s take every number and what is missing where they should", (mode) => {
    const values = [NEGATIVE_INFINITY, -1, 0, 0.5, 1, POSITIVE_INFINITY, missing];
    for (const threshold of [NEGATIVE_INFINITY, 0, 0.5, POSITIVE_INFINITY])
      for (const tracks of [0, 1]) {
        const attributes = trees({
          nodes_modes: { strings: [mode, "LEAF", "LEAF"] },
          nodes_values: { floats: [threshold, 0, 0] },
          nodes_missing_value_tracks_true: { ints: [tracks, 0, 0] },
        });
        const [scores] = runNode(REGRESSOR, [double([values.length, 1], ...values)], attributes);
        const compare = COMPARE[mode] as (x: number, threshold: number) => boolean;
        const expected = values.map((x) => (compare(x, threshold) || (Number.isNaN(x) && tracks === 1) ? 1 : 2));
        expect({ threshold, tracks, scores: [...(scores as NumberValue).data] }).toEqual({ threshold, tracks, scores: expected });
      }
  });

  it("are as many and rows as many as there are: of blocks and groups, too", () => {
    const rows = 150;
    const count = 70;
    const x = double([rows, 1], ...Array.from({ length: rows }, (_, row) => row));
    const each = <T>(make: (tree: number) => T[]): T[] => Array.from({ length: count }, (_, tree) => make(tree)).flat();
    const attributes = {
      nodes_treeids: { ints: each((tree) => [tree, tree, tree]) },
      nodes_nodeids: { ints: each(() => [0, 1, 2]) },
      nodes_featureids: { ints: each(() => [0, 0, 0]) },
      nodes_modes: { strings: each(() => ["BRANCH_LEQ", "LEAF", "LEAF"]) },
      nodes_values: { floats: each((tree) => [2 * tree, 0, 0]) },
      nodes_truenodeids: { ints: each(() => [1, 0, 0]) },
      nodes_falsenodeids: { ints: each(() => [2, 0, 0]) },
      target_treeids: { ints: each((tree) => [tree, tree]) },
      target_nodeids: { ints: each(() => [1, 2]) },
      target_ids: { ints: each(() => [0, 0]) },
      target_weights: { floats: each((tree) => [tree, 1000]) },
    };
    const expected = Array.from({ length: rows }, (_, row) =>
      Array.from({ length: count }, (__, tree) => (row <= 2 * tree ? tree : 1000)).reduce((sum, weight) => sum + weight, 0),
    );
    expect([...(runNode(REGRESSOR, [x], attributes)[0] as NumberValue).data]).toEqual(expected);
  });

  it.each([1, 2, 3, 4, 7])("sum %i weights a leaf tree by tree, in whichever order they are listed", (targets) => {
    const count = 40;
    const each = <T>(make: (tree: number) => T[]): T[] => Array.from({ length: count }, (_, tree) => make(tree)).flat();
    const weight = (tree: number, leaf: number, target: number): number => Math.sin(1 + tree + 100 * leaf + 1000 * target);
    const ids = Array.from({ length: targets }, (_, k) => k);
    for (const order of [ids, ids.toReversed()]) {
      const leaves = <T>(make: (tree: number, leaf: number, target: number) => T): T[] =>
        each((tree) => [1, 2].flatMap((leaf) => order.map((target) => make(tree, leaf, target))));
      const weights = leaves(weight);
      const attributes: Record<string, Attribute> = {
        n_targets: { int: targets },
        nodes_treeids: { ints: each((tree) => [tree, tree, tree]) },
        nodes_nodeids: { ints: each(() => [0, 1, 2]) },
        nodes_featureids: { ints: each(() => [0, 0, 0]) },
        nodes_modes: { strings: each(() => ["BRANCH_LEQ", "LEAF", "LEAF"]) },
        nodes_values: { floats: each((tree) => [tree, 0, 0]) },
        nodes_truenodeids: { ints: each(() => [1, 0, 0]) },
        nodes_falsenodeids: { ints: each(() => [2, 0, 0]) },
        target_treeids: { ints: leaves((tree) => tree) },
        target_nodeids: { ints: leaves((_, leaf) => leaf) },
        target_ids: { ints: leaves((_, __, target) => target) },
        target_weights_as_tensor: { tensor: { type: "double", shape: [weights.length], data: weights } },
      };
      for (const [x, round] of [
        [double([3, 1], -1, 20.5, 99), (sum: number) => sum] as const,
        [float([3, 1], -1, 20.5, 99), Math.fround] as const,
      ]) {
        const expected = [-1, 20.5, 99].flatMap((value) =>
          ids.map((target) => {
            let sum = 0;
            for (let tree = 0; tree < count; tree++) sum = round(sum + weight(tree, value <= tree ? 1 : 2, target));
            return Math.fround(sum);
          }),
        );
        expect([...(runNode(REGRESSOR, [x], attributes)[0] as NumberValue).data]).toEqual(expected);
      }
    }
  });
});
