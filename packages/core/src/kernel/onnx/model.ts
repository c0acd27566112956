import type { Attribute, Tensor, TensorType } from "./graph.ts";

/** An input or output of a graph. */
export interface ValueInfo {
  readonly name: string;
  /** `null` for a type that tabular graphs do not use (a sequence, a map, float16 …). */
  readonly type: TensorType | null;
  /** Sizes; a string is a symbolic dimension, `null` one that is not given. */
  readonly shape: readonly (number | string | null)[];
}

export interface GraphNode {
  readonly op: string;
  readonly domain: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** An ONNX model as read from its file. */
export interface GraphModel {
  readonly irVersion: number;
  readonly producer: string;
  readonly producerVersion: string;
  /** Version of each operator set by domain; `""` is ONNX itself. */
  readonly opsets: Readonly<Record<string, number>>;
  readonly metadata: Readonly<Record<string, string>>;
  readonly name: string;
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly constants: ReadonlyMap<string, Tensor>;
  /** In an order in which every value exists before it is read. */
  readonly nodes: readonly GraphNode[];
}
