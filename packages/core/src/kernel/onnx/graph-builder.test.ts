import { describe, expect, it } from "vitest";
import { GraphBuilder } from "./graph-builder.ts";

function doubling(): GraphBuilder {
  const graph = new GraphBuilder();
  const x = graph.input("x", "double", ["N", 1]);
  const y = graph.node("Mul", [x, graph.constant({ type: "double", shape: [1], data: [2] })], {}, { outputs: ["y"] });
  graph.output(y, "double", ["N", 1]);
  return graph;
}
const options = { producer: "test", producerVersion: "1" };

describe("GraphBuilder", () => {
  it("writes the same bytes for the same calls, whatever the order of metadata", () => {
    const a = doubling().build({ ...options, metadata: { b: "2", a: "1" } });
    expect(a).toEqual(doubling().build({ ...options, metadata: { a: "1", b: "2" } }));
    expect(a).not.toEqual(doubling().build(options));
  });

  it("adds an equal constant once and tells types and shapes apart", () => {
    const graph = new GraphBuilder();
    const one = graph.constant({ type: "double", shape: [1], data: [1] });
    expect(graph.constant({ type: "double", shape: [1], data: Float64Array.of(1) })).toBe(one);
    const others = [
      graph.constant({ type: "double", shape: [1, 1], data: [1] }),
      graph.constant({ type: "float", shape: [1], data: [1] }),
      graph.constant({ type: "int64", shape: [1], data: [1n] }),
      graph.constant({ type: "bool", shape: [1], data: [true] }),
      graph.constant({ type: "string", shape: [1], data: ["1"] }),
    ];
    expect(new Set([one, ...others]).size).toBe(6);
  });

  it("makes fresh names that avoid given ones", () => {
    const graph = new GraphBuilder();
    const x = graph.input("Neg_0", "double", ["N"]);
    expect(graph.node("Neg", [x])).toBe("Neg_1");
  });

  it.each([
    ["an unknown value", (g: GraphBuilder) => g.node("Neg", ["nowhere"]), 'Neg reads "nowhere"'],
    ["an unknown output", (g: GraphBuilder) => g.output("nowhere", "double", []), '"nowhere"'],
    ["a duplicate input", (g: GraphBuilder) => g.input("x", "double", []), '"x" is given twice'],
    ["a duplicate output", (g: GraphBuilder) => g.output("y", "double", []), '"y" is declared twice'],
    ["a duplicate result", (g: GraphBuilder) => g.node("Neg", ["x"], {}, { outputs: ["y"] }), '"y" is given twice'],
    ["no results", (g: GraphBuilder) => g.node("Neg", ["x"], {}, { outputs: [] }), "no output"],
    ["an empty name", (g: GraphBuilder) => g.input("", "double", []), "empty name"],
    ["a wrong shape", (g: GraphBuilder) => g.constant({ type: "double", shape: [2], data: [1] }), "asks for 2"],
    ["a float beyond its range", (g: GraphBuilder) => g.constant({ type: "float", shape: [1], data: [1e300] }), "1e+300"],
    ["a fractional integer", (g: GraphBuilder) => g.node("Neg", ["x"], { axis: { int: 0.5 } }), "axis holds 0.5"],
    ["a fraction among integers", (g: GraphBuilder) => g.node("Neg", ["x"], { axes: { ints: [1, 0.5] } }), "axes holds 0.5"],
    ["a float attribute beyond its range", (g: GraphBuilder) => g.node("Neg", ["x"], { a: { floats: [-1e39] } }), "-1e+39"],
  ])("refuses %s", (_, act, detail) => {
    const graph = doubling();
    expect(() => act(graph)).toThrowError(expect.objectContaining({ code: "GRAPH_INVALID", message: expect.stringContaining(detail) }));
  });

  it("refuses to build without an output", () => {
    expect(() => new GraphBuilder().build(options)).toThrowError(expect.objectContaining({ code: "GRAPH_INVALID" }));
  });

  it("takes a 10 MB constant without delay", () => {
    const graph = new GraphBuilder();
    const x = graph.input("x", "double", ["N", 1]);
    const started = performance.now();
    const data = Float64Array.from({ length: 1_250_000 }, (_, i) => i);
    graph.output(graph.node("MatMul", [x, graph.constant({ type: "double", shape: [1, data.length], data })]), "double", [
      "N",
      data.length,
    ]);
    expect(graph.build(options).length).toBeGreaterThan(10_000_000);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
