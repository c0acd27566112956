export type { Attribute, Graph, NodeOptions, Tensor, TensorType } from "./graph.ts";
