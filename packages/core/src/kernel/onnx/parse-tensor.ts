import { MLOpsError } from "@mlops/models/errors";
import { ELEMENT_TYPE, TENSOR } from "./format.ts";
import type { Tensor, TensorType } from "./graph.ts";
import { malformed, type ProtoReader, toNumber } from "./proto-reader.ts";

const INT32 = 6;
const NAMES = ["undefined", "float", "uint8", "int8", "uint16", "int16", "int32", "int64", "string", "bool", "float16", "double"];

/** The element type of a number in a file, `null` for one that tabular graphs do not use; int32 is read as int64. */
export function elementType(code: number): TensorType | null {
  for (const [name, value] of Object.entries(ELEMENT_TYPE)) if (value === code) return name as TensorType;
  return code === INT32 ? "int64" : null;
}

/** TensorProto: from raw data or from the typed lists. */
export function parseTensor(reader: ProtoReader): { name: string; tensor: Tensor } {
  const shape: number[] = [];
  const listed: number[] = [];
  const strings: string[] = [];
  let code = 0;
  let name = "";
  let raw: Uint8Array | null = null;
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === TENSOR.dims) reader.intsInto(shape);
    else if (field === TENSOR.type) code = reader.int();
    else if (field === TENSOR.floats) reader.floatsInto(listed);
    else if (field === TENSOR.int32s || field === TENSOR.int64s) reader.intsInto(listed);
    else if (field === TENSOR.doubles) reader.doublesInto(listed);
    else if (field === TENSOR.strings) strings.push(reader.string());
    else if (field === TENSOR.name) name = reader.string();
    else if (field === TENSOR.raw) raw = reader.bytes();
    else if (field === TENSOR.location && reader.int() !== 0)
      throw new MLOpsError({ code: "NOT_SUPPORTED", feature: "a tensor stored outside the model file" });
    else if (field !== TENSOR.location) reader.skip();
  }
  const type = elementType(code);
  if (type === null) throw new MLOpsError({ code: "NOT_SUPPORTED", feature: `a tensor of ${NAMES[code] ?? `type ${code}`}` });
  const count = shape.reduce((product, size) => product * size, 1);
  const what = name === "" ? "a tensor" : `tensor "${name}"`;
  if (!shape.every((size) => size >= 0)) throw malformed(`${what} has a negative size`);
  const data = type === "string" ? strings : raw === null ? Float64Array.from(listed) : rawValues(type, code, raw, count, what);
  if (data.length !== count) throw malformed(`${what} has ${data.length} values, its shape [${shape.join(", ")}] asks for ${count}`);
  return { name, tensor: { type, shape, data } as Tensor };
}

function rawValues(type: TensorType, code: number, raw: Uint8Array, count: number, what: string): Float64Array {
  const width = type === "bool" ? 1 : type === "float" || code === INT32 ? 4 : 8;
  if (raw.length !== count * width) throw malformed(`${what} has ${raw.length} bytes, its shape asks for ${count * width}`);
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    if (type === "float") values[i] = view.getFloat32(i * 4, true);
    else if (type === "double") values[i] = view.getFloat64(i * 8, true);
    else if (type === "bool") values[i] = view.getUint8(i);
    else if (code === INT32) values[i] = view.getInt32(i * 4, true);
    else values[i] = toNumber(view.getBigInt64(i * 8, true));
  }
  return values;
}
