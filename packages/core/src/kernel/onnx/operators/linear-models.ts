import type { NumberValue, TensorValue } from "../tensor-value.ts";
import { multiply, transposed } from "./linear.ts";
import type { Inputs, NodeReader, OperatorFactory } from "./operator.ts";
import { logistic32, postTransform, transformRow } from "./post-transform.ts";

/** `x · coefficientsᵀ + intercepts` as float, with inputs taken as float, as the runtime computes it. */
function scores(node: NodeReader, targets: number): (inputs: Inputs) => { rows: number; data: Float32Array } {
  const coefficients = node.floats("coefficients") ?? [];
  const intercepts = node.floats("intercepts") ?? [];
  const features = coefficients.length / targets;
  if (!(Number.isInteger(features) && features > 0)) throw node.invalid(`${coefficients.length} coefficients for ${targets} targets`);
  const weights = transposed(coefficients, targets, features);
  return (inputs) => {
    const { value, rows, columns } = inputs.matrix(0);
    if (columns !== features) throw inputs.invalid(`${columns} columns, the model has ${features}`);
    const x = value.type === "float" ? value.data : Float32Array.from((value as NumberValue).data);
    const product = multiply(x, weights, rows, features, targets);
    if (intercepts.length > 0)
      for (let i = 0; i < product.length; i++) product[i] = (product[i] as number) + (intercepts[i % targets] ?? 0);
    return { rows, data: Float32Array.from(product) };
  };
}

const linearRegressor: OperatorFactory = (node) => {
  const targets = node.int("targets", 1);
  const transform = postTransform(node);
  const score = scores(node, targets);
  return (inputs) => {
    const { rows, data } = score(inputs);
    for (let row = 0; row < rows && transform !== "NONE"; row++) transformRow(transform, data, row * targets, targets);
    return [{ type: "float", shape: [rows, targets], data }];
  };
};

export interface ClassLabels {
  readonly count: number;
  /** The labels of the classes at these positions. */
  value(codes: Int32Array): TensorValue;
  /** String labels at these positions, but for integer labels the positions themselves. */
  literal(codes: Int32Array): TensorValue;
}

/** Labels of a classifier: its strings or integers. */
export function classLabels(node: NodeReader, integers: string): ClassLabels {
  const strings = node.strings("classlabels_strings") ?? [];
  const ints = node.ints(integers) ?? [];
  const count = Math.max(strings.length, ints.length);
  if (count === 0) throw node.invalid("it has no class labels");
  const text = (codes: Int32Array): TensorValue => ({ type: "string", shape: [codes.length], codes, dictionary: strings });
  const whole = (data: Float64Array): TensorValue => ({ type: "int64", shape: [data.length], data });
  if (strings.length > 0) return { count, value: text, literal: text };
  return {
    count,
    value: (codes) => whole(Float64Array.from(codes, (code) => ints[code] as number)),
    literal: (codes) => whole(Float64Array.from(codes)),
  };
}

const linearClassifier: OperatorFactory = (node) => {
  const labels = classLabels(node, "classlabels_ints");
  const targets = (node.floats("intercepts") ?? []).length;
  if (targets !== labels.count && !(targets === 1 && labels.count === 2))
    throw node.invalid(`${targets} intercepts for ${labels.count} classes`);
  const transform = postTransform(node);
  const score = scores(node, targets);
  return (inputs) => {
    const { rows, data } = score(inputs);
    const codes = new Int32Array(rows);
    if (targets === 1 && labels.count === 2) {
      const both = new Float32Array(rows * 2);
      for (let row = 0; row < rows; row++) {
        const x = data[row] as number;
        codes[row] = x > 0 ? 1 : 0;
        both[row * 2 + 1] = transform === "LOGISTIC" ? logistic32(x) : x;
        both[row * 2] = transform === "LOGISTIC" ? logistic32(-x) : 1 - x;
      }
      return [labels.value(codes), { type: "float", shape: [rows, 2], data: both }];
    }
    for (let row = 0; row < rows; row++) {
      let top = 0;
      for (let k = 1; k < targets; k++) if ((data[row * targets + k] as number) > (data[row * targets + top] as number)) top = k;
      codes[row] = top;
      transformRow(transform, data, row * targets, targets);
    }
    return [labels.value(codes), { type: "float", shape: [rows, targets], data }];
  };
};

export const LINEAR_MODELS: Readonly<Record<string, OperatorFactory>> = {
  "ai.onnx.ml:LinearClassifier": linearClassifier,
  "ai.onnx.ml:LinearRegressor": linearRegressor,
};
