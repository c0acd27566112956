import { MLOpsError } from "@mlops/models/errors";
import { ATTRIBUTE, ATTRIBUTE_TYPE, DIMENSION, ENTRY, GRAPH, MODEL, NODE, OPSET_ID, SHAPE, TENSOR_TYPE, TYPE, VALUE } from "./format.ts";
import type { Attribute, Tensor, TensorType } from "./graph.ts";
import type { GraphModel, GraphNode, ValueInfo } from "./model.ts";
import { elementType, parseTensor } from "./parse-tensor.ts";
import { malformed, ProtoReader } from "./proto-reader.ts";

/**
 * Reads an ONNX file, ours or another exporter's. Bytes that are cut off or are no model throw `DataError` GRAPH_INVALID,
 * tensors of other types or outside the file `MLOpsError` NOT_SUPPORTED. Operators are not looked at: `compileGraph` does that.
 * @example
 * const graph = new GraphBuilder("twice");
 * const x = graph.input("x", "double", ["N"]);
 * graph.output(graph.node("Add", [x, x]), "double", ["N"]);
 * parseGraph(graph.build({ producer: "example", producerVersion: "1" })).nodes[0].op // => "Add"
 */
export function parseGraph(bytes: Uint8Array): GraphModel {
  const reader = new ProtoReader(bytes);
  // Keys come from the file, so these have no prototype to reach.
  const opsets: Record<string, number> = Object.create(null);
  const metadata: Record<string, string> = Object.create(null);
  let irVersion = 0;
  let producer = "";
  let producerVersion = "";
  let graph: ProtoReader | null = null;
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === MODEL.irVersion) irVersion = reader.int();
    else if (field === MODEL.producer) producer = reader.string();
    else if (field === MODEL.producerVersion) producerVersion = reader.string();
    else if (field === MODEL.graph) graph = reader.message();
    else if (field === MODEL.opsetImport) {
      const [domain, version] = opset(reader.message());
      // "ai.onnx" is the long name of the default domain.
      opsets[domain === "ai.onnx" ? "" : domain] = version;
    } else if (field === MODEL.metadata) {
      const [key, value] = entry(reader.message());
      metadata[key] = value;
    } else reader.skip();
  }
  if (graph === null) throw malformed("it holds no graph");
  return { irVersion, producer, producerVersion, opsets, metadata, ...parseBody(graph) };
}

function parseBody(reader: ProtoReader): Pick<GraphModel, "name" | "inputs" | "outputs" | "constants" | "nodes"> {
  const inputs: ValueInfo[] = [];
  const outputs: ValueInfo[] = [];
  const nodes: GraphNode[] = [];
  const constants = new Map<string, Tensor>();
  let name = "";
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === GRAPH.node) nodes.push(parseNode(reader.message()));
    else if (field === GRAPH.name) name = reader.string();
    else if (field === GRAPH.initializer) {
      const constant = parseTensor(reader.message());
      constants.set(constant.name, constant.tensor);
    } else if (field === GRAPH.input) inputs.push(parseValue(reader.message()));
    else if (field === GRAPH.output) outputs.push(parseValue(reader.message()));
    else if (field === GRAPH.sparseInitializer) throw new MLOpsError({ code: "NOT_SUPPORTED", feature: "a sparse tensor" });
    else reader.skip();
  }
  // Files of old exporters list constants among the inputs, too.
  return { name, inputs: inputs.filter((input) => !constants.has(input.name)), outputs, constants, nodes };
}

function parseNode(reader: ProtoReader): GraphNode {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes: Record<string, Attribute> = Object.create(null);
  let op = "";
  let domain = "";
  let name = "";
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === NODE.input) inputs.push(reader.string());
    else if (field === NODE.output) outputs.push(reader.string());
    else if (field === NODE.name) name = reader.string();
    else if (field === NODE.op) op = reader.string();
    else if (field === NODE.domain) domain = reader.string();
    else if (field === NODE.attribute) {
      const [key, attribute] = parseAttribute(reader.message());
      if (attribute !== null) attributes[key] = attribute;
    } else reader.skip();
  }
  return { op, domain: domain === "ai.onnx" ? "" : domain, name, inputs, outputs, attributes };
}

/** `null` for the kinds that no tabular operator has (graphs, lists of tensors). */
function parseAttribute(reader: ProtoReader): [string, Attribute | null] {
  const ints: number[] = [];
  const floats: number[] = [];
  const strings: string[] = [];
  let name = "";
  let type = 0;
  let int = 0;
  let float = 0;
  let string = "";
  let tensor: Tensor | null = null;
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === ATTRIBUTE.name) name = reader.string();
    else if (field === ATTRIBUTE.type) type = reader.int();
    else if (field === ATTRIBUTE.int) int = reader.int();
    else if (field === ATTRIBUTE.float) float = reader.float();
    else if (field === ATTRIBUTE.string) string = reader.string();
    else if (field === ATTRIBUTE.tensor) tensor = parseTensor(reader.message()).tensor;
    else if (field === ATTRIBUTE.ints) reader.intsInto(ints);
    else if (field === ATTRIBUTE.floats) reader.floatsInto(floats);
    else if (field === ATTRIBUTE.strings) strings.push(reader.string());
    else reader.skip();
  }
  if (type === ATTRIBUTE_TYPE.int) return [name, { int }];
  if (type === ATTRIBUTE_TYPE.float) return [name, { float }];
  if (type === ATTRIBUTE_TYPE.string) return [name, { string }];
  if (type === ATTRIBUTE_TYPE.ints) return [name, { ints }];
  if (type === ATTRIBUTE_TYPE.floats) return [name, { floats }];
  if (type === ATTRIBUTE_TYPE.strings) return [name, { strings }];
  return [name, type === ATTRIBUTE_TYPE.tensor && tensor !== null ? { tensor } : null];
}

function parseValue(reader: ProtoReader): ValueInfo {
  let name = "";
  let type: TensorType | null = null;
  const shape: (number | string | null)[] = [];
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === VALUE.name) name = reader.string();
    else if (field === VALUE.type) {
      const kinds = reader.message();
      for (let kind = kinds.next(); kind !== 0; kind = kinds.next()) {
        if (kind !== TYPE.tensor) kinds.skip();
        else type = parseTensorType(kinds.message(), shape);
      }
    } else reader.skip();
  }
  return { name, type, shape };
}

function parseTensorType(reader: ProtoReader, shape: (number | string | null)[]): TensorType | null {
  let type: TensorType | null = null;
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === TENSOR_TYPE.element) type = elementType(reader.int());
    else if (field === TENSOR_TYPE.shape) {
      const sizes = reader.message();
      for (let size = sizes.next(); size !== 0; size = sizes.next()) {
        if (size === SHAPE.dimension) shape.push(parseDimension(sizes.message()));
        else sizes.skip();
      }
    } else reader.skip();
  }
  return type;
}

function parseDimension(reader: ProtoReader): number | string | null {
  let size: number | string | null = null;
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === DIMENSION.value) size = reader.int();
    else if (field === DIMENSION.parameter) size = reader.string();
    else reader.skip();
  }
  return size;
}

function opset(reader: ProtoReader): [string, number] {
  let domain = "";
  let version = 0;
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === OPSET_ID.domain) domain = reader.string();
    else if (field === OPSET_ID.version) version = reader.int();
    else reader.skip();
  }
  return [domain, version];
}

function entry(reader: ProtoReader): [string, string] {
  let key = "";
  let value = "";
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === ENTRY.key) key = reader.string();
    else if (field === ENTRY.value) value = reader.string();
    else reader.skip();
  }
  return [key, value];
}
