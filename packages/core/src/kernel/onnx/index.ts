export type { Attribute, Graph, NodeOptions, Tensor, TensorType } from "./graph.ts";
export { type BuildOptions, GraphBuilder } from "./graph-builder.ts";
export { classificationOutputs, regressionOutput } from "./outputs.ts";
export { type RawInput, rawInput } from "./raw-input.ts";
export { MISSING_STRINGS, type Signature, type SignatureColumn, type SignatureType } from "./signature.ts";
