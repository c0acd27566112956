/** Element types of the tensors that tabular graphs use. */
export type TensorType = "float" | "double" | "int64" | "string" | "bool";

/** A constant: row-major `data`, one element per entry of the shape's product. */
export type Tensor =
  | { readonly type: "float" | "double"; readonly shape: readonly number[]; readonly data: ArrayLike<number> }
  | { readonly type: "int64"; readonly shape: readonly number[]; readonly data: ArrayLike<number | bigint> }
  | { readonly type: "bool"; readonly shape: readonly number[]; readonly data: ArrayLike<number | boolean> }
  | { readonly type: "string"; readonly shape: readonly number[]; readonly data: readonly string[] };

/** An attribute of a node. Numbers in `int`/`ints` are 64-bit integers in the file, in `float`/`floats` 32-bit floats. */
export type Attribute =
  | { readonly int: number }
  | { readonly ints: ArrayLike<number> }
  | { readonly float: number }
  | { readonly floats: ArrayLike<number> }
  | { readonly string: string }
  | { readonly strings: readonly string[] }
  | { readonly tensor: Tensor };

export interface NodeOptions {
  /** `""` is ONNX itself (opset 17), `ai.onnx.ml` the classical operators (version 3). */
  readonly domain?: "" | "ai.onnx.ml";
  /** Name the outputs; otherwise fresh names are made. */
  readonly outputs?: readonly string[];
}

/** An ONNX graph under construction. Values are referred to by name. */
export interface Graph {
  /** Declares an input; a string in the shape is a symbolic dimension. Returns its name. */
  input(name: string, type: TensorType, shape: readonly (number | string)[]): string;
  /** Declares an existing value as an output of the graph. */
  output(name: string, type: TensorType, shape: readonly (number | string)[]): void;
  /** Adds a constant and returns its name; an equal constant is added once. */
  constant(tensor: Tensor): string;
  /** Adds a node with one output and returns the output's name. */
  node(op: string, inputs: readonly string[], attributes?: Readonly<Record<string, Attribute>>, options?: NodeOptions): string;
}
