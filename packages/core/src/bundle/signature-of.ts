import type { TensorType } from "../kernel/onnx/graph.ts";
import type { ValueInfo } from "../kernel/onnx/model.ts";
import type { Signature, SignatureColumn, SignatureType } from "../kernel/onnx/signature.ts";

const TYPES: Readonly<Record<TensorType, SignatureType>> = {
  float: "double",
  double: "double",
  int64: "long",
  bool: "boolean",
  string: "string",
};

/** The columns of a model without a signature: its inputs and outputs, a matrix by the positions of its columns. */
export function signatureOf(graph: { readonly inputs: readonly ValueInfo[]; readonly outputs: readonly ValueInfo[] }): Signature {
  return { inputs: graph.inputs.flatMap(columns), outputs: graph.outputs.flatMap(columns) };
}

function columns({ name, type, shape }: ValueInfo): SignatureColumn[] {
  const width = shape[1];
  const column = (of: string): SignatureColumn => ({ name: of, type: TYPES[type ?? "double"], required: true });
  return typeof width === "number" && width > 1 ? Array.from({ length: width }, (_, i) => column(`${name}_${i}`)) : [column(name)];
}
