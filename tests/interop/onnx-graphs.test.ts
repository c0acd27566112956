import { type Attribute, classificationOutputs, compileGraph, GraphBuilder, type TensorValue } from "@mlops/core/onnx";
import { expect, it } from "vitest";
import { type GraphCase, runByOnnxruntime } from "./onnxruntime.ts";

/** A seeded generator: numbers in [0, 1). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Attributes of trees grown leaf by leaf: `trees` of 15 leaves over `features`, in doubles. */
function randomTrees(random: () => number, trees: number, features: number): Record<string, Attribute> {
  const lists = { treeids: [], nodeids: [], featureids: [], truenodeids: [], falsenodeids: [], missing_value_tracks_true: [] } as Record<
    string,
    number[]
  >;
  const modes: string[] = [];
  const values: number[] = [];
  const leaves = { treeids: [], nodeids: [], ids: [] } as Record<string, number[]>;
  const weights: number[] = [];
  for (let tree = 0; tree < trees; tree++) {
    const nodes: { yes: number; no: number }[] = [{ yes: 0, no: 0 }];
    const open = [0];
    while (open.length < 15) {
      const [at] = open.splice(Math.floor(random() * open.length), 1) as [number];
      nodes[at] = { yes: nodes.length, no: nodes.length + 1 };
      open.push(nodes.length, nodes.length + 1);
      nodes.push({ yes: 0, no: 0 }, { yes: 0, no: 0 });
    }
    for (const [id, { yes, no }] of nodes.entries()) {
      const leaf = yes === 0;
      const entry = {
        treeids: tree,
        nodeids: id,
        featureids: leaf ? 0 : Math.floor(random() * features),
        truenodeids: yes,
        falsenodeids: no,
      };
      for (const [name, value] of Object.entries(entry)) (lists[name] as number[]).push(value);
      (lists["missing_value_tracks_true"] as number[]).push(!leaf && random() < 0.5 ? 1 : 0);
      modes.push(leaf ? "LEAF" : "BRANCH_LEQ");
      values.push(leaf ? 0 : random());
      if (!leaf) continue;
      for (const [name, value] of Object.entries({ treeids: tree, nodeids: id, ids: 0 })) (leaves[name] as number[]).push(value);
      weights.push(random() - 0.5);
    }
  }
  const doubles = (data: number[]): Attribute => ({ tensor: { type: "double", shape: [data.length], data } });
  return {
    ...Object.fromEntries(Object.entries(lists).map(([name, ints]) => [`nodes_${name}`, { ints }])),
    nodes_modes: { strings: modes },
    nodes_values_as_tensor: doubles(values),
    ...Object.fromEntries(Object.entries(leaves).map(([name, ints]) => [`target_${name}`, { ints }])),
    target_weights_as_tensor: doubles(weights),
    n_targets: { int: 1 },
  };
}

function matrix(random: () => number, rows: number, columns: number): Extract<TensorValue, { type: "double" }> {
  const data = Float64Array.from({ length: rows * columns }, () => (random() < 0.1 ? Number.NaN : random()));
  return { type: "double", shape: [rows, columns], data } as Extract<TensorValue, { type: "double" }>;
}

const build = { producer: "test", producerVersion: "1", metadata: { b: "2", a: "1" } };

function forestCase(seed: number): GraphCase {
  const random = generator(seed);
  const graph = new GraphBuilder();
  const x = graph.input("x", "double", ["N", 6]);
  const score = graph.node("TreeEnsembleRegressor", [x], randomTrees(random, 60, 6), { domain: "ai.onnx.ml" });
  const yes = graph.node("Sigmoid", [graph.node("Cast", [score], { to: { int: 11 } })]);
  const one = graph.constant({ type: "double", shape: [1], data: [1] });
  classificationOutputs(graph, graph.node("Concat", [graph.node("Sub", [one, yes]), yes], { axis: { int: 1 } }), ["no", "yes"]);
  return { model: graph.build(build), inputs: { x: matrix(random, 500, 6) } };
}

function softmaxCase(classes: readonly (string | number | boolean)[], seed: number): GraphCase {
  const random = generator(seed);
  const graph = new GraphBuilder();
  const x = graph.input("x", "double", ["N", 4]);
  const weights = graph.constant({
    type: "double",
    shape: [4, classes.length],
    data: Array.from({ length: 4 * classes.length }, () => random() - 0.5),
  });
  const half = graph.constant({ type: "double", shape: [], data: [0.5] });
  const filled = graph.node("Where", [graph.node("IsNaN", [x]), half, x]);
  classificationOutputs(graph, graph.node("Softmax", [graph.node("MatMul", [filled, weights])], { axis: { int: 1 } }), classes);
  return { model: graph.build(build), inputs: { x: matrix(random, 300, 4) } };
}

it("onnx accepts our graphs and onnxruntime computes what our evaluator does", () => {
  const cases = [
    forestCase(1),
    forestCase(2),
    softmaxCase(["a", "b", "c"], 3),
    softmaxCase([1, 2, 7], 4),
    softmaxCase([false, true], 5),
    softmaxCase([0.5, 1.5], 6),
  ];
  let worst = 0;
  for (const [i, theirs] of runByOnnxruntime(cases).entries()) {
    const { model, inputs } = cases[i] as GraphCase;
    const ours = compileGraph(model).run(inputs);
    expect(Object.keys(ours)).toEqual(Object.keys(theirs));
    for (const [name, value] of Object.entries(ours)) {
      const { shape, data } = theirs[name] as (typeof theirs)[string];
      expect(value.shape).toEqual(shape);
      if (value.type === "string") expect(Array.from(value.codes, (code) => value.dictionary[code])).toEqual(data);
      else if (value.type === "double" && name !== "label")
        for (const [row, x] of value.data.entries()) worst = Math.max(worst, Math.abs(x - (data[row] as number)));
      else expect(Array.from(value.data, Number)).toEqual(data.map(Number));
    }
  }
  expect(worst).toBeLessThan(1e-15);
});
