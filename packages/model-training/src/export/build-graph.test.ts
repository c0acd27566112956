import { type Label, targetOf } from "@mlops/core/estimator";
import { GradientBoosting, LinearRegression, LogisticRegression } from "@mlops/core/learn";
import { compileGraph, stringsOf, type TensorValue } from "@mlops/core/onnx";
import { makeTable, type TableLike } from "@mlops/core/table";
import { describe, expect, it } from "vitest";
import { buildGraph } from "./build-graph.ts";
import { identityFeatures } from "./identity-features.ts";

const rows = 60;
const x = Array.from({ length: rows }, (_, i) => (i * 7) % 13);
const flag = Array.from({ length: rows }, (_, i) => i % 3 === 0);
const gaps = x.map((value, i) => (i % 5 === 0 ? null : value));

function classifier(table: TableLike, labels: readonly Label[]) {
  const features = identityFeatures(table);
  const model = new LogisticRegression().fit(features.toMatrix(table), targetOf(labels, { kind: "classification" }));
  return { features, model, ...buildGraph({ name: "g", features, model, version: "1.2.3" }) };
}

const dataOf = (value: TensorValue | undefined) => (value?.type === "string" ? stringsOf(value) : [...(value?.data ?? [])]);

describe("buildGraph", () => {
  it("takes one vector per column, numbers and booleans", () => {
    const { graph, signature, model, features } = classifier(
      makeTable({ x, flag }),
      x.map((value) => (value > 6 ? "high" : "low")),
    );
    expect(signature).toEqual({
      inputs: [
        { name: "x", type: "double", required: true },
        { name: "flag", type: "boolean", required: true },
      ],
      outputs: [
        { name: "label", type: "string", required: true },
        { name: "probability_high", type: "double", required: true },
        { name: "probability_low", type: "double", required: true },
      ],
    });
    const feed = (data: number[]): TensorValue => ({ type: "double", shape: [2], data: Float64Array.from(data) });
    const out = compileGraph(graph).run({ x: feed([12, 0]), flag: feed([1, 0]) });
    expect(dataOf(out["label"])).toEqual(["high", "low"]);
    const own = model.predictProbability(features.toMatrix(makeTable({ x: [12, 0], flag: [true, false] })));
    dataOf(out["probability_high"]).forEach((value, row) => {
      expect(value).toBeCloseTo(own[0]?.[row] as number, 12);
    });
  });

  it("takes a matrix where there is a single column, and says which columns may be missing", () => {
    const features = identityFeatures(makeTable({ gaps }));
    const table = makeTable({ gaps });
    const model = new GradientBoosting({ iterations: 3, minSamplesLeaf: 2 }).fit(
      features.toMatrix(table),
      targetOf(x, { kind: "regression" }),
    );
    const { graph, signature } = buildGraph({ name: "g", features, model, version: "1" });
    expect(signature).toEqual({
      inputs: [{ name: "gaps", type: "double", required: false }],
      outputs: [{ name: "prediction", type: "double", required: true }],
    });
    const out = compileGraph(graph).run({ gaps: { type: "double", shape: [2, 1], data: Float64Array.of(3, Number.NaN) } });
    expect(dataOf(out["prediction"])).toEqual([...model.predict(features.toMatrix(makeTable({ gaps: [3, null] })))]);
  });

  it.each([
    ["strings", ["b", "a"], "string"],
    ["numbers", [1, 0], "long"],
    ["fractions", [0.5, 0.25], "double"],
    ["booleans", [true, false], "boolean"],
  ] as const)("writes labels that are %s", (_, [positive, negative], type) => {
    const { graph, signature } = classifier(
      makeTable({ x, flag }),
      x.map((value) => (value > 6 ? positive : negative)),
    );
    expect(signature.outputs[0]).toEqual({ name: "label", type, required: true });
    const feed = (data: number[]): TensorValue => ({ type: "double", shape: [2], data: Float64Array.from(data) });
    const out = compileGraph(graph).run({ x: feed([12, 0]), flag: feed([0, 0]) });
    expect(dataOf(out["label"])).toEqual([positive, negative].map((label) => (typeof label === "boolean" ? Number(label) : label)));
  });

  it("writes the same bytes for the same model", () => {
    const table = makeTable({ x, flag });
    const features = identityFeatures(table);
    const graphs = [0, 1].map(() => {
      const model = new LinearRegression().fit(features.toMatrix(table), targetOf(gaps.map(Number), { kind: "regression" }));
      return buildGraph({ name: "g", features, model, version: "1" }).graph;
    });
    expect(graphs[0]).toEqual(graphs[1]);
  });
});
