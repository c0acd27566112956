import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileGraph } from "./compile-graph.ts";
import type { Attribute, Tensor } from "./graph.ts";
import { GraphBuilder } from "./graph-builder.ts";
import { parseGraph } from "./parse-graph.ts";
import { ProtoWriter } from "./proto-writer.ts";
import { numberValue, stringValue, type TensorValue, zeros } from "./tensor-value.ts";

const options = { producer: "test", producerVersion: "1.2.3", metadata: { k: "v" } };
const invalid = (detail: string) => expect.objectContaining({ code: "GRAPH_INVALID", message: expect.stringContaining(detail) });

describe("parseGraph", () => {
  it("reads back what GraphBuilder writes", () => {
    const attributes: Record<string, Attribute> = {
      a: { int: -5 },
      b: { ints: [0, 1, -1, 2 ** 40, -(2 ** 40), 2 ** 53 - 1] },
      c: { float: 0.5 },
      d: { floats: [1, Number.NaN, Number.NEGATIVE_INFINITY] },
      e: { string: "ü→😀" },
      f: { strings: ["", "x"] },
      g: { tensor: { type: "double", shape: [], data: Float64Array.of(0.1) } },
    };
    const graph = new GraphBuilder("round trip");
    const x = graph.input("x", "string", ["N", 1]);
    const tensors: Tensor[] = [
      { type: "float", shape: [2], data: Float64Array.of(0.5, -1) },
      { type: "int64", shape: [1, 2], data: Float64Array.of(-1, 2 ** 52) },
      { type: "bool", shape: [2], data: Float64Array.of(1, 0) },
      { type: "string", shape: [2], data: ["a", ""] },
      { type: "double", shape: [0, 3], data: new Float64Array(0) },
    ];
    const names = tensors.map((tensor) => graph.constant(tensor));
    graph.node("Odd", [x, "", ...names], attributes, { domain: "ai.onnx.ml", outputs: ["y", "z"] });
    graph.output("z", "float", ["N", 3]);
    const model = parseGraph(graph.build(options));
    expect(model).toMatchObject({
      irVersion: 8,
      name: "round trip",
      ...{ producer: "test", producerVersion: "1.2.3", metadata: { k: "v" } },
    });
    expect(model.opsets).toEqual({ "": 17, "ai.onnx.ml": 3 });
    expect(model.inputs).toEqual([{ name: "x", type: "string", shape: ["N", 1] }]);
    expect(model.outputs).toEqual([{ name: "z", type: "float", shape: ["N", 3] }]);
    expect([...model.constants]).toEqual(names.map((name, i) => [name, tensors[i]]));
    expect(model.nodes).toEqual([
      { op: "Odd", domain: "ai.onnx.ml", name: "node_0_Odd", inputs: [x, "", ...names], outputs: ["y", "z"], attributes },
    ]);
  });

  it("reads numbers of every size as written", () => {
    const int = fc.maxSafeInteger();
    fc.assert(
      fc.property(
        fc.array(int, { maxLength: 30 }),
        fc.array(fc.double(), { maxLength: 30 }),
        fc.array(fc.string({ unit: "grapheme" })),
        (ints, doubles, strings) => {
          const graph = new GraphBuilder();
          graph.constant({ type: "double", shape: [doubles.length], data: doubles });
          graph.output(graph.node("Op", [], { ints: { ints }, strings: { strings } }), "double", []);
          const { nodes, constants } = parseGraph(graph.build(options));
          expect(nodes[0]?.attributes).toEqual({ ints: { ints: ints.map((x) => x + 0) }, strings: { strings } });
          expect([...constants.values()][0]?.data).toEqual(Float64Array.from(doubles));
        },
      ),
    );
  });

  const tensor = (write: (writer: ProtoWriter) => void): Uint8Array => {
    const writer = new ProtoWriter();
    write(writer);
    return new ProtoWriter().message(7, new ProtoWriter().message(5, writer)).finish();
  };
  const only = (bytes: Uint8Array): unknown => [...parseGraph(bytes).constants.values()][0];

  it("reads tensors in the other forms that files have them", () => {
    const unpacked = tensor((t) => t.int(1, 2).int(2, 7).int(7, 5).int(7, -6));
    expect(only(unpacked)).toEqual({ type: "int64", shape: [2], data: Float64Array.of(5, -6) });
    expect(
      only(
        tensor((t) =>
          t
            .ints(1, [2])
            .int(2, 6)
            .bytes(9, Uint8Array.of(1, 0, 0, 0, 255, 255, 255, 255)),
        ),
      ),
    ).toEqual({ type: "int64", shape: [2], data: Float64Array.of(1, -1) });
    expect(only(tensor((t) => t.ints(1, [2]).int(2, 1).floats(4, [0.5, 2])))).toEqual({
      type: "float",
      shape: [2],
      data: Float64Array.of(0.5, 2),
    });
    expect(only(tensor((t) => t.ints(1, [1]).int(2, 1).float(4, 0.5)))).toEqual({ type: "float", shape: [1], data: Float64Array.of(0.5) });
    expect(only(tensor((t) => t.ints(1, [2]).int(2, 9).ints(5, [1, 0])))).toEqual({
      type: "bool",
      shape: [2],
      data: Float64Array.of(1, 0),
    });
    const double = Uint8Array.from(new Uint8Array(Float64Array.of(0.1).buffer));
    expect(only(tensor((t) => t.ints(1, [1]).int(2, 11).bytes(10, double)))).toEqual({
      type: "double",
      shape: [1],
      data: Float64Array.of(0.1),
    });
  });

  it("keeps the ends of int64 approximately and refuses what lies between them and 2^53", () => {
    const long = (value: bigint): Uint8Array =>
      tensor((t) =>
        t
          .ints(1, [1])
          .int(2, 7)
          .bytes(9, new Uint8Array(BigInt64Array.of(value).buffer)),
      );
    expect(only(long(2n ** 63n - 1n))).toMatchObject({ data: Float64Array.of(2 ** 63) });
    expect(only(long(-(2n ** 63n)))).toMatchObject({ data: Float64Array.of(-(2 ** 63)) });
    expect(() => parseGraph(long(2n ** 60n))).toThrowError(
      expect.objectContaining({ code: "NOT_SUPPORTED", message: expect.stringContaining("1152921504606846976") }),
    );
  });

  it.each<[string, Uint8Array, string]>([
    ["no bytes", new Uint8Array(0), "no graph"],
    ["a field number of 0", Uint8Array.of(0), "field number 0"],
    ["a length beyond the end", new ProtoWriter().bytes(7, new Uint8Array(9)).finish().slice(0, 5), "too early"],
    ["an endless varint", new Uint8Array(20).fill(255), "varint longer"],
    ["an absurd length", Uint8Array.of(58, 255, 255, 255, 255, 255, 255, 255, 255, 127), "length beyond"],
    ["an unknown wire type", Uint8Array.of(11), "wire type 3"],
    ["a wrong wire type", new ProtoWriter().int(7, 1).finish(), "wire type 0"],
    ["text that is none", new ProtoWriter().bytes(2, Uint8Array.of(255)).finish(), "UTF-8"],
    ["a cut text", Uint8Array.of(18, 5, 65), "too early"],
    ["a negative size", tensor((t) => t.ints(1, [-1]).int(2, 1)), "negative size"],
    ["too few bytes", tensor((t) => t.ints(1, [2]).int(2, 1).bytes(9, new Uint8Array(4))), "4 bytes"],
    ["too few values", tensor((t) => t.ints(1, [2]).int(2, 1).floats(4, [1]).string(8, "w")), '"w" has 1 values'],
  ])("refuses %s", (_, bytes, detail) => {
    expect(() => parseGraph(bytes)).toThrowError(invalid(detail));
  });

  it.each<[string, Uint8Array, string]>([
    ["float16", tensor((t) => t.int(2, 10)), "float16"],
    ["an unknown type", tensor((t) => t.int(2, 99)), "type 99"],
    ["data in another file", tensor((t) => t.int(14, 1)), "outside the model file"],
    ["a sparse tensor", new ProtoWriter().message(7, new ProtoWriter().bytes(15, new Uint8Array(0))).finish(), "sparse"],
  ])("says that %s is not supported", (_, bytes, feature) => {
    expect(() => parseGraph(bytes)).toThrowError(
      expect.objectContaining({ code: "NOT_SUPPORTED", message: expect.stringContaining(feature) }),
    );
  });

  it("passes over fields it does not know, and constants among the inputs", () => {
    const value = new ProtoWriter().string(1, "c").string(3, "doc");
    const constant = new ProtoWriter().string(8, "c").int(2, 1).bytes(9, new Uint8Array(4)).int(14, 0);
    const odd = new ProtoWriter().string(1, "g").int(20, 5);
    const node = new ProtoWriter().string(4, "If").message(5, odd).string(6, "doc");
    const graph = new ProtoWriter().message(11, value).message(5, constant).message(1, node).string(10, "doc");
    const bytes = new ProtoWriter().int(5, 1).float(99, 1).bytes(98, new Uint8Array(3)).message(7, graph).finish();
    const fixed64 = Uint8Array.of(137, 6, 1, 2, 3, 4, 5, 6, 7, 8);
    const model = parseGraph(Uint8Array.of(...bytes, ...fixed64));
    expect(model).toMatchObject({ inputs: [], nodes: [{ op: "If", attributes: {} }] });
  });
});

const golden: { cases: { model: string }[] } = JSON.parse(readFileSync(new URL("__golden__/operators.json", import.meta.url), "utf8"));
const models = golden.cases.map((c) => Uint8Array.from(Buffer.from(c.model, "base64"))).filter((bytes) => bytes.length < 3000);

/** Zeros or empty strings of the declared shapes, three rows. */
function emptyInputs(graph: ReturnType<typeof compileGraph>): Record<string, TensorValue> {
  return Object.fromEntries(
    graph.inputs.map(({ name, type, shape }) => {
      const sizes = shape.map((size) => (typeof size === "number" ? size : 3));
      const count = sizes.reduce((product, size) => product * size, 1);
      if (count > 1000) return [name, stringValue([0], [])];
      if (type === "string") return [name, stringValue(sizes, new Array<string>(count).fill(""))];
      return [name, numberValue(type ?? "double", sizes, zeros(type ?? "double", count))];
    }),
  );
}

it("gives a result or a clear error for any damage to a model", () => {
  const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 });
  const known = ["GRAPH_INVALID", "NOT_SUPPORTED", "SIGNATURE_MISMATCH", "VALUE_INVALID"];
  fc.assert(
    fc.property(fc.constantFrom(...models), damage, fc.option(fc.nat()), (model, changes, end) => {
      const bytes = end === null ? model.slice() : model.slice(0, end % model.length);
      for (const [at, value] of changes) if (bytes.length > 0) bytes[at % bytes.length] = value;
      try {
        const graph = compileGraph(bytes);
        graph.run(emptyInputs(graph));
      } catch (error) {
        expect(known).toContain((error as { code?: string }).code);
      }
    }),
    { numRuns: 3000 },
  );
});
