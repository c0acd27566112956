import { DataError } from "@mlops/models/errors";
import { encodeNode, encodeTensor, encodeValue } from "./encode.ts";
import { ENTRY, GRAPH, IR_VERSION, ML_OPSET, MODEL, OPSET, OPSET_ID, TENSOR } from "./format.ts";
import type { Attribute, Graph, NodeOptions, Tensor, TensorType } from "./graph.ts";
import { ProtoWriter } from "./proto-writer.ts";

export interface BuildOptions {
  readonly producer: string;
  readonly producerVersion: string;
  /** Written as the model's metadata_props, sorted by key. */
  readonly metadata?: Readonly<Record<string, string>>;
}

interface Constant {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * Writes an ONNX model (IR 8, opset 17, ai.onnx.ml 3): the same calls give the same bytes.
 * A value must exist before a node uses it and every name is given once, else `DataError` GRAPH_INVALID.
 * @example
 * const graph = new GraphBuilder("double it");
 * const x = graph.input("x", "double", ["N", 1]);
 * const y = graph.node("Mul", [x, graph.constant({ type: "double", shape: [1], data: [2] })], {}, { outputs: ["y"] });
 * graph.output(y, "double", ["N", 1]);
 * graph.build({ producer: "example", producerVersion: "1" }).length > 0 // => true
 */
export class GraphBuilder implements Graph {
  readonly #name: string;
  readonly #known = new Set<string>();
  readonly #inputs: ProtoWriter[] = [];
  readonly #outputs = new Map<string, ProtoWriter>();
  readonly #constants: Constant[] = [];
  readonly #byHash = new Map<number, Constant[]>();
  readonly #nodes: ProtoWriter[] = [];
  #fresh = 0;

  constructor(name = "model") {
    this.#name = name;
  }

  input(name: string, type: TensorType, shape: readonly (number | string)[]): string {
    this.#define(name);
    this.#inputs.push(encodeValue(name, type, shape));
    return name;
  }

  output(name: string, type: TensorType, shape: readonly (number | string)[]): void {
    this.#require(name, "the graph's outputs");
    if (this.#outputs.has(name)) throw new DataError({ code: "GRAPH_INVALID", detail: `output "${name}" is declared twice` });
    this.#outputs.set(name, encodeValue(name, type, shape));
  }

  constant(tensor: Tensor): string {
    const bytes = encodeTensor(tensor, "a constant");
    const hash = fnv1a(bytes);
    const candidates = this.#byHash.get(hash) ?? [];
    for (const candidate of candidates) if (sameBytes(candidate.bytes, bytes)) return candidate.name;
    const constant = { name: this.#freshName("constant"), bytes };
    this.#define(constant.name);
    this.#constants.push(constant);
    this.#byHash.set(hash, [...candidates, constant]);
    return constant.name;
  }

  node(op: string, inputs: readonly string[], attributes: Readonly<Record<string, Attribute>> = {}, options: NodeOptions = {}): string {
    // An empty name stands for an optional input that is left out.
    for (const input of inputs) if (input !== "") this.#require(input, op);
    const outputs = options.outputs ?? [this.#freshName(op)];
    const first = outputs[0];
    if (first === undefined) throw new DataError({ code: "GRAPH_INVALID", detail: `${op} has no output` });
    for (const output of outputs) this.#define(output);
    const name = `node_${this.#nodes.length}_${op}`;
    this.#nodes.push(encodeNode({ op, domain: options.domain ?? "", name, inputs, outputs, attributes }));
    return first;
  }

  /** The model file. Building does not close the graph: more may be added and built again. */
  build(options: BuildOptions): Uint8Array {
    if (this.#outputs.size === 0) throw new DataError({ code: "GRAPH_INVALID", detail: "the graph has no output" });
    const graph = new ProtoWriter(1024);
    for (const node of this.#nodes) graph.message(GRAPH.node, node);
    graph.string(GRAPH.name, this.#name);
    for (const { name, bytes } of this.#constants) {
      const named = new ProtoWriter().string(TENSOR.name, name).finish();
      const tensor = new Uint8Array(bytes.length + named.length);
      tensor.set(bytes);
      tensor.set(named, bytes.length);
      graph.bytes(GRAPH.initializer, tensor);
    }
    for (const input of this.#inputs) graph.message(GRAPH.input, input);
    for (const output of this.#outputs.values()) graph.message(GRAPH.output, output);

    const model = new ProtoWriter(1024)
      .int(MODEL.irVersion, IR_VERSION)
      .string(MODEL.producer, options.producer)
      .string(MODEL.producerVersion, options.producerVersion)
      .message(MODEL.graph, graph)
      .message(MODEL.opsetImport, new ProtoWriter().string(OPSET_ID.domain, "").int(OPSET_ID.version, OPSET))
      .message(MODEL.opsetImport, new ProtoWriter().string(OPSET_ID.domain, "ai.onnx.ml").int(OPSET_ID.version, ML_OPSET));
    for (const [key, value] of Object.entries(options.metadata ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))) {
      model.message(MODEL.metadata, new ProtoWriter().string(ENTRY.key, key).string(ENTRY.value, value));
    }
    return model.finish().slice();
  }

  #freshName(stem: string): string {
    let name = `${stem}_${this.#fresh++}`;
    while (this.#known.has(name)) name = `${stem}_${this.#fresh++}`;
    return name;
  }

  #define(name: string): void {
    if (name === "") throw new DataError({ code: "GRAPH_INVALID", detail: "a value has an empty name" });
    if (this.#known.has(name)) throw new DataError({ code: "GRAPH_INVALID", detail: `the name "${name}" is given twice` });
    this.#known.add(name);
  }

  #require(name: string, user: string): void {
    if (!this.#known.has(name)) throw new DataError({ code: "GRAPH_INVALID", detail: `${user} reads "${name}", which does not exist` });
  }
}

function fnv1a(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
  return hash;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
