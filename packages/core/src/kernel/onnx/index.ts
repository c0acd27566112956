export type { Attribute, Graph, NodeOptions, Tensor, TensorType } from "./graph.ts";
export { type BuildOptions, GraphBuilder } from "./graph-builder.ts";
