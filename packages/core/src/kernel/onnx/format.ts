import type { TensorType } from "./graph.ts";

/** Versions that this package writes: they load in every onnxruntime since 1.12 and in MLflow. */
export const IR_VERSION = 8;
export const OPSET = 17;
export const ML_OPSET = 3;

/** Numbers of the element types in TensorProto.DataType. */
export const ELEMENT_TYPE = { float: 1, int64: 7, string: 8, bool: 9, double: 11 } as const satisfies Record<TensorType, number>;

/** Numbers of the kinds in AttributeProto.AttributeType. */
export const ATTRIBUTE_TYPE = { float: 1, int: 2, string: 3, tensor: 4, floats: 6, ints: 7, strings: 8 } as const;

/** Field numbers of the messages in onnx.proto that tabular graphs use. */
export const MODEL = { irVersion: 1, producer: 2, producerVersion: 3, graph: 7, opsetImport: 8, metadata: 14 } as const;
export const OPSET_ID = { domain: 1, version: 2 } as const;
export const ENTRY = { key: 1, value: 2 } as const;
export const GRAPH = { node: 1, name: 2, initializer: 5, input: 11, output: 12, sparseInitializer: 15 } as const;
export const NODE = { input: 1, output: 2, name: 3, op: 4, attribute: 5, domain: 7 } as const;
export const ATTRIBUTE = { name: 1, float: 2, int: 3, string: 4, tensor: 5, floats: 7, ints: 8, strings: 9, type: 20 } as const;
export const TENSOR = {
  dims: 1,
  type: 2,
  floats: 4,
  int32s: 5,
  strings: 6,
  int64s: 7,
  name: 8,
  raw: 9,
  doubles: 10,
  location: 14,
} as const;
export const VALUE = { name: 1, type: 2 } as const;
export const TYPE = { tensor: 1 } as const;
export const TENSOR_TYPE = { element: 1, shape: 2 } as const;
export const SHAPE = { dimension: 1 } as const;
export const DIMENSION = { value: 1, parameter: 2 } as const;
