import { DataError } from "@mlops/models/errors";
import { ATTRIBUTE, ATTRIBUTE_TYPE, DIMENSION, ELEMENT_TYPE, NODE, SHAPE, TENSOR, TENSOR_TYPE, TYPE, VALUE } from "./format.ts";
import type { Attribute, Tensor, TensorType } from "./graph.ts";
import { ProtoWriter } from "./proto-writer.ts";

/** TensorProto without a name: numbers as little-endian raw data, strings as they are. */
export function encodeTensor(tensor: Tensor, what: string): Uint8Array {
  const count = tensor.shape.reduce((product, size) => product * size, 1);
  if (!tensor.shape.every((size) => Number.isSafeInteger(size) && size >= 0) || count !== tensor.data.length) {
    throw invalid(`${what} has ${tensor.data.length} values, its shape [${tensor.shape.join(", ")}] asks for ${count}`);
  }
  const writer = new ProtoWriter(count * 8 + 64).ints(TENSOR.dims, tensor.shape).int(TENSOR.type, ELEMENT_TYPE[tensor.type]);
  if (tensor.type === "string") for (const value of tensor.data) writer.string(TENSOR.strings, value);
  else writer.bytes(TENSOR.raw, rawData(tensor, what));
  return writer.finish();
}

function rawData(tensor: Exclude<Tensor, { type: "string" }>, what: string): Uint8Array {
  const { data } = tensor;
  const width = tensor.type === "bool" ? 1 : tensor.type === "float" ? 4 : 8;
  const bytes = new Uint8Array(data.length * width);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < data.length; i++) {
    const value = data[i] as number | bigint | boolean;
    if (tensor.type === "float") view.setFloat32(i * 4, float32(value as number, what), true);
    else if (tensor.type === "double") view.setFloat64(i * 8, value as number, true);
    else if (tensor.type === "int64")
      view.setBigInt64(i * 8, typeof value === "bigint" ? value : BigInt(integer(value as number, what)), true);
    else bytes[i] = value ? 1 : 0;
  }
  return bytes;
}

export function encodeAttribute(name: string, attribute: Attribute): ProtoWriter {
  const writer = new ProtoWriter().string(ATTRIBUTE.name, name);
  const what = `attribute ${name}`;
  if ("int" in attribute) return writer.int(ATTRIBUTE.int, integer(attribute.int, what)).int(ATTRIBUTE.type, ATTRIBUTE_TYPE.int);
  if ("float" in attribute) return writer.float(ATTRIBUTE.float, float32(attribute.float, what)).int(ATTRIBUTE.type, ATTRIBUTE_TYPE.float);
  if ("string" in attribute) return writer.string(ATTRIBUTE.string, attribute.string).int(ATTRIBUTE.type, ATTRIBUTE_TYPE.string);
  if ("tensor" in attribute) {
    return writer.bytes(ATTRIBUTE.tensor, encodeTensor(attribute.tensor, what)).int(ATTRIBUTE.type, ATTRIBUTE_TYPE.tensor);
  }
  if ("ints" in attribute) {
    for (let i = 0; i < attribute.ints.length; i++) integer(attribute.ints[i] as number, what);
    return writer.ints(ATTRIBUTE.ints, attribute.ints).int(ATTRIBUTE.type, ATTRIBUTE_TYPE.ints);
  }
  if ("floats" in attribute) {
    for (let i = 0; i < attribute.floats.length; i++) float32(attribute.floats[i] as number, what);
    return writer.floats(ATTRIBUTE.floats, attribute.floats).int(ATTRIBUTE.type, ATTRIBUTE_TYPE.floats);
  }
  for (const value of attribute.strings) writer.string(ATTRIBUTE.strings, value);
  return writer.int(ATTRIBUTE.type, ATTRIBUTE_TYPE.strings);
}

export interface NodeParts {
  readonly op: string;
  readonly domain: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

export function encodeNode(node: NodeParts): ProtoWriter {
  const writer = new ProtoWriter();
  for (const input of node.inputs) writer.string(NODE.input, input);
  for (const output of node.outputs) writer.string(NODE.output, output);
  writer.string(NODE.name, node.name).string(NODE.op, node.op);
  for (const [name, attribute] of Object.entries(node.attributes)) writer.message(NODE.attribute, encodeAttribute(name, attribute));
  if (node.domain !== "") writer.string(NODE.domain, node.domain);
  return writer;
}

/** ValueInfoProto: the name, element type and shape of an input or output. */
export function encodeValue(name: string, type: TensorType, shape: readonly (number | string)[]): ProtoWriter {
  const dimensions = new ProtoWriter();
  for (const size of shape) {
    const dimension = new ProtoWriter();
    if (typeof size === "number") dimension.int(DIMENSION.value, integer(size, `shape of ${name}`));
    else dimension.string(DIMENSION.parameter, size);
    dimensions.message(SHAPE.dimension, dimension);
  }
  const tensor = new ProtoWriter().int(TENSOR_TYPE.element, ELEMENT_TYPE[type]).message(TENSOR_TYPE.shape, dimensions);
  return new ProtoWriter().string(VALUE.name, name).message(VALUE.type, new ProtoWriter().message(TYPE.tensor, tensor));
}

/** A number that becomes infinite as a 32-bit float would change the model silently. */
function float32(value: number, what: string): number {
  if (Number.isFinite(value) && !Number.isFinite(Math.fround(value)))
    throw invalid(`${what} holds ${value}, beyond the range of a 32-bit float`);
  return value;
}

function integer(value: number, what: string): number {
  if (!Number.isSafeInteger(Number(value))) throw invalid(`${what} holds ${value}, which is not a safe integer`);
  return Number(value);
}

function invalid(detail: string): DataError {
  return new DataError({ code: "GRAPH_INVALID", detail });
}
