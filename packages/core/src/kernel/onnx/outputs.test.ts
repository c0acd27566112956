import { describe, expect, it } from "vitest";
import { compileGraph } from "./compile-graph.ts";
import { GraphBuilder } from "./graph-builder.ts";
import { classificationOutputs, regressionOutput } from "./outputs.ts";
import { rawInput } from "./raw-input.ts";
import { MISSING_STRINGS, type SignatureColumn, type SignatureType } from "./signature.ts";
import { stringsOf, stringValue, type TensorValue } from "./tensor-value.ts";

const options = { producer: "test", producerVersion: "1" };
const double = (shape: number[], ...data: number[]): TensorValue => ({ type: "double", shape, data: Float64Array.from(data) });

describe("rawInput", () => {
  const column = (type: SignatureType): SignatureColumn => ({ name: "x", type, required: true });

  it.each<[SignatureType, "double" | "string"]>([
    ["double", "double"],
    ["long", "double"],
    ["boolean", "double"],
    ["datetime", "double"],
    ["string", "string"],
  ])("takes %s as %s", (type, tensor) => {
    for (const onlyOne of [false, true]) {
      const graph = new GraphBuilder();
      const raw = rawInput(graph, column(type), onlyOne);
      expect(raw.type).toBe(tensor);
      graph.output(raw.name, tensor, ["N", 1]);
      const compiled = compileGraph(graph.build(options));
      // Several inputs are fed as vectors, a single one as a matrix.
      const shape = onlyOne ? [2, 1] : [2];
      expect(compiled.inputs).toEqual([{ name: "x", type: tensor, shape: onlyOne ? ["N", 1] : ["N"] }]);
      const value = tensor === "string" ? stringValue(shape, ["a", "b"]) : double(shape, 1, 2);
      expect(Object.values(compiled.run({ x: value }))[0]).toMatchObject({ type: tensor, shape: [2, 1] });
    }
  });

  it("lists the spellings of a missing string", () => {
    expect(MISSING_STRINGS).toEqual(["", "nan", "NaN", "None", "<NA>", "null"]);
  });
});

describe("classificationOutputs", () => {
  function outputsOf(classes: (string | number | boolean)[], ...probabilities: number[]) {
    const graph = new GraphBuilder();
    const columns = classificationOutputs(graph, graph.input("p", "double", ["N", classes.length]), classes);
    const compiled = compileGraph(graph.build(options));
    return { columns, outputs: compiled.run({ p: double([probabilities.length / classes.length, classes.length], ...probabilities) }) };
  }

  it("calls the second of two classes from a threshold on", () => {
    const graph = new GraphBuilder();
    classificationOutputs(graph, graph.input("p", "double", ["N", 2]), [false, true], { threshold: 0.3 });
    const run = compileGraph(graph.build(options)).run({ p: double([3, 2], 0.71, 0.29, 0.7, 0.3, 0.1, 0.9) });
    expect([...(run["label"] as { data: Float64Array }).data]).toEqual([0, 1, 1]);
    const three = () => classificationOutputs(graph, graph.input("q", "double", ["N", 3]), ["a", "b", "c"], { threshold: 0.3 });
    expect(three).toThrow(expect.objectContaining({ code: "GRAPH_INVALID", message: expect.stringContaining("not 3") as string }));
  });

  it("labels by the first of the largest probabilities", () => {
    const { columns, outputs } = outputsOf(["a", "b", "c"], 0.2, 0.4, 0.4, 0.5, 0.5, 0);
    expect(columns).toEqual(
      ["label", "probability_a", "probability_b", "probability_c"].map((name, i) => ({
        name,
        type: i === 0 ? "string" : "double",
        required: true,
      })),
    );
    expect(Object.keys(outputs)).toEqual(columns.map(({ name }) => name));
    expect(stringsOf(outputs["label"] as never)).toEqual(["b", "a"]);
    expect(outputs["probability_b"]).toEqual(double([2], 0.4, 0.5));
  });

  it.each<[string, (number | boolean)[], SignatureType, TensorValue]>([
    ["integers", [3, 7], "long", { type: "int64", shape: [2], data: Float64Array.of(7, 3) }],
    ["fractions", [0.5, 1], "double", double([2], 1, 0.5)],
    ["booleans", [false, true], "boolean", { type: "bool", shape: [2], data: Uint8Array.of(1, 0) }],
  ])("gives %s as they are", (_, classes, type, label) => {
    const { columns, outputs } = outputsOf(classes, 0.1, 0.9, 0.9, 0.1);
    expect(columns[0]?.type).toBe(type);
    expect(columns[1]?.name).toBe(`probability_${classes[0]}`);
    expect(outputs["label"]).toEqual(label);
  });

  it.each<[string, (string | number | boolean)[]]>([
    ["none", []],
    ["repeated", ["a", "a"]],
    ["of several types", ["a", 1]],
    ["not finite", [1, Number.NaN]],
  ])("refuses classes that are %s", (_, classes) => {
    expect(() => outputsOf(classes)).toThrowError(expect.objectContaining({ code: "GRAPH_INVALID" }));
  });

  it("refuses a raw column of an output's name", () => {
    const graph = new GraphBuilder();
    rawInput(graph, { name: "label", type: "double", required: true }, false);
    const probabilities = graph.input("p", "double", ["N", 2]);
    expect(() => classificationOutputs(graph, probabilities, ["a", "b"])).toThrowError(
      expect.objectContaining({ code: "GRAPH_INVALID", message: expect.stringContaining('"label"') }),
    );
  });
});

it("ends a regressor with a vector", () => {
  const graph = new GraphBuilder();
  expect(regressionOutput(graph, graph.input("x", "double", ["N", 1]))).toEqual([{ name: "prediction", type: "double", required: true }]);
  expect(compileGraph(graph.build(options)).run({ x: double([2, 1], 1, 2) })).toEqual({ prediction: double([2], 1, 2) });
});
