export { type CompiledGraph, compileGraph } from "./compile-graph.ts";
export type { Attribute, Graph, NodeOptions, Tensor, TensorType } from "./graph.ts";
export { type BuildOptions, GraphBuilder } from "./graph-builder.ts";
export type { GraphModel, GraphNode, ValueInfo } from "./model.ts";
export { classificationOutputs, type DecisionOptions, regressionOutput } from "./outputs.ts";
export { parseGraph } from "./parse-graph.ts";
export { type RawInput, rawInput } from "./raw-input.ts";
export { MISSING_STRINGS, type Signature, type SignatureColumn, type SignatureType } from "./signature.ts";
export { type NumberValue, type StringValue, stringsOf, stringValue, type TensorValue } from "./tensor-value.ts";
