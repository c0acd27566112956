import { constantValue, describe, numberValue, reshaped, sizeOf, stringValue, type TensorValue, zeros } from "../tensor-value.ts";
import { type Inputs, type NodeReader, normalAxis, type OperatorFactory } from "./operator.ts";

type Elements = Float32Array | Float64Array | Uint8Array | Int32Array;

function elementsOf(value: TensorValue): Elements {
  return value.type === "string" ? value.codes : value.data;
}

/** An output like `value`, filled by `fill(out, source)`. */
function filled(value: TensorValue, shape: readonly number[], fill: (out: Elements, source: Elements) => void): TensorValue {
  if (value.type === "string") {
    const codes = new Int32Array(sizeOf(shape));
    fill(codes, value.codes);
    return { ...value, shape, codes };
  }
  const data = zeros(value.type, sizeOf(shape));
  fill(data, value.data);
  return numberValue(value.type, shape, data);
}

const reshape: OperatorFactory = (node) => {
  const copies = node.int("allowzero", 0) === 0;
  return (inputs) => reshapedTo(inputs.any(0), inputs.has(1) ? inputs.ints(1) : (node.ints("shape") ?? []), copies, inputs);
};

/** -1 is what is left for it, 0 the size that the axis has. A graph of ours does this once per column and request: no closures here. */
function reshapedTo(value: TensorValue, wanted: readonly number[], copies: boolean, inputs: Inputs): [TensorValue] {
  const shape = [...wanted];
  const size = sizeOf(value.shape);
  let open = -1;
  let rest = 1;
  for (let axis = 0; axis < shape.length; axis++) {
    if (shape[axis] === 0 && copies) shape[axis] = value.shape[axis] ?? 0;
    if (shape[axis] === -1 && open < 0) open = axis;
    else rest *= shape[axis] as number;
  }
  if (open >= 0) shape[open] = rest === 0 ? 0 : size / rest;
  if (!shape.every((s) => Number.isInteger(s) && s >= 0) || sizeOf(shape) !== size) {
    throw inputs.invalid(`${describe(value.type, value.shape)} does not fit into [${wanted.join(", ")}]`);
  }
  return [reshaped(value, shape)];
}

const flatten: OperatorFactory = (node) => (inputs) => {
  const value = inputs.any(0);
  const axis = node.int("axis", 1);
  const split = axis < 0 ? axis + value.shape.length : axis;
  if (split < 0 || split > value.shape.length) throw inputs.invalid(`axis ${axis} of ${describe(value.type, value.shape)}`);
  return [reshaped(value, [sizeOf(value.shape.slice(0, split)), sizeOf(value.shape.slice(split))])];
};

/** Axes are an input since opset 13, an attribute before. */
function axesOf(node: NodeReader, inputs: Inputs): readonly number[] | null {
  return inputs.has(1) ? inputs.ints(1) : node.ints("axes");
}

const squeeze: OperatorFactory = (node) => (inputs) => {
  const value = inputs.any(0);
  const axes = axesOf(node, inputs)?.map((axis) => normalAxis(axis, value.shape.length, node.op));
  if (axes?.some((axis) => value.shape[axis] !== 1))
    throw inputs.invalid(`axes [${axes.join(", ")}] of ${describe(value.type, value.shape)} are not 1`);
  return [
    reshaped(
      value,
      value.shape.filter((size, axis) => (axes === undefined ? size !== 1 : !axes.includes(axis))),
    ),
  ];
};

const unsqueeze: OperatorFactory = (node) => (inputs) => {
  const value = inputs.any(0);
  const given = axesOf(node, inputs) ?? [];
  const rank = value.shape.length + given.length;
  const axes = given.map((axis) => normalAxis(axis, rank, node.op)).sort((a, b) => a - b);
  if (new Set(axes).size !== axes.length) throw inputs.invalid("an axis is given twice");
  const shape = [...value.shape];
  for (const axis of axes) shape.splice(axis, 0, 1);
  return [reshaped(value, shape)];
};

const concat: OperatorFactory = (node) => {
  const given = node.int("axis", 0);
  return (inputs) => {
    const first = inputs.any(0);
    const axis = normalAxis(given, first.shape.length, node.op);
    const shape = [...first.shape];
    for (let i = 1; i < inputs.count; i++) {
      const value = inputs.any(i);
      let fits = value.type === first.type && value.shape.length === shape.length;
      for (let k = 0; k < shape.length; k++) if (k !== axis && value.shape[k] !== shape[k]) fits = false;
      if (!fits)
        throw inputs.invalid(`${describe(first.type, first.shape)} and ${describe(value.type, value.shape)} do not fit along axis ${axis}`);
      shape[axis] = (shape[axis] as number) + (value.shape[axis] as number);
    }
    if (first.type !== "string") {
      const data = zeros(first.type, sizeOf(shape));
      concatenate(data, inputs, shape, axis);
      return [numberValue(first.type, shape, data)];
    }
    const codes = new Int32Array(sizeOf(shape));
    const dictionary: string[] = [];
    concatenate(codes, inputs, shape, axis, dictionary);
    return [{ type: "string", shape, codes, dictionary }];
  };
};

/** Puts the elements of the inputs side by side along an axis; codes of strings are shifted behind the dictionaries before theirs. */
function concatenate(out: Elements, inputs: Inputs, shape: readonly number[], axis: number, dictionary: string[] = []): void {
  let outer = 1;
  for (let k = 0; k < axis; k++) outer *= shape[k] as number;
  const stride = outer === 0 ? 0 : out.length / outer;
  const width = shape[axis] as number;
  let start = 0;
  for (let at = 0; at < inputs.count; at++) {
    const value = inputs.any(at);
    const source = elementsOf(value);
    const run = width === 0 ? 0 : ((value.shape[axis] as number) * stride) / width;
    const shift = dictionary.length;
    if (value.type === "string") for (const text of value.dictionary) dictionary.push(text);
    for (let row = 0, from = 0, to = start; row < outer; row++, to += stride) {
      for (let i = 0; i < run; i++) out[to + i] = (source[from++] as number) + shift;
    }
    start += run;
  }
}

const gather: OperatorFactory = (node) => (inputs) => {
  const value = inputs.any(0);
  const index = inputs.number(1);
  const axis = normalAxis(node.int("axis", 0), value.shape.length, node.op);
  return [gathered(value, index.data, index.shape, axis, inputs)];
};

function gathered(value: TensorValue, index: ArrayLike<number>, indexShape: readonly number[], axis: number, inputs: Inputs): TensorValue {
  const size = value.shape[axis] as number;
  const positions = new Int32Array(index.length);
  for (let i = 0; i < index.length; i++) {
    const position = index[i] as number;
    if (!(position >= -size && position < size)) throw inputs.invalid(`index ${position} along an axis of ${size}`);
    positions[i] = position < 0 ? position + size : position;
  }
  const inner = sizeOf(value.shape.slice(axis + 1));
  const outer = sizeOf(value.shape.slice(0, axis));
  const shape = [...value.shape.slice(0, axis), ...indexShape, ...value.shape.slice(axis + 1)];
  return filled(value, shape, (out, source) => {
    let to = 0;
    for (let row = 0; row < outer; row++) {
      for (let i = 0; i < positions.length; i++) {
        const from = (row * size + (positions[i] as number)) * inner;
        for (let k = 0; k < inner; k++) out[to++] = source[from + k] as number;
      }
    }
  });
}

/** Picks columns: Gather along the last axis with flat indices. */
const arrayFeatureExtractor: OperatorFactory = () => (inputs) => {
  const value = inputs.any(0);
  const index = inputs.ints(1);
  const picked = gathered(value, index, [index.length], normalAxis(-1, value.shape.length, "ArrayFeatureExtractor"), inputs);
  return [value.shape.length === 1 ? reshaped(picked, [1, index.length]) : picked];
};

const slice: OperatorFactory = (node) => (inputs) => {
  const value = inputs.any(0);
  const starts = inputs.has(1) ? inputs.ints(1) : (node.ints("starts") ?? []);
  const ends = inputs.has(2) ? inputs.ints(2) : (node.ints("ends") ?? []);
  const axes = inputs.has(3) ? inputs.ints(3) : (node.ints("axes") ?? starts.map((_, i) => i));
  const steps = inputs.has(4) ? inputs.ints(4) : starts.map(() => 1);
  let result = value;
  starts.forEach((start, i) => {
    const axis = normalAxis(axes[i] ?? i, value.shape.length, node.op);
    const size = result.shape[axis] as number;
    const step = steps[i] ?? 1;
    if (step === 0) throw inputs.invalid("a step is 0");
    const clamp = (position: number): number => {
      const normal = position < 0 ? position + size : position;
      return step > 0 ? Math.min(Math.max(normal, 0), size) : Math.min(Math.max(normal, -1), size - 1);
    };
    const end = clamp(ends[i] ?? size);
    const positions: number[] = [];
    for (let at = clamp(start); step > 0 ? at < end : at > end; at += step) positions.push(at);
    result = gathered(result, positions, [positions.length], axis, inputs);
  });
  return [result];
};

const transpose: OperatorFactory = (node) => (inputs) => {
  const value = inputs.any(0);
  const rank = value.shape.length;
  const order = node.ints("perm") ?? Array.from({ length: rank }, (_, axis) => rank - 1 - axis);
  if (order.length !== rank || new Set(order).size !== rank)
    throw inputs.invalid(`perm [${order.join(", ")}] of ${describe(value.type, value.shape)}`);
  const axes = order.map((axis) => normalAxis(axis, rank, node.op));
  const shape = axes.map((axis) => value.shape[axis] as number);
  const strides = axes.map((axis) => sizeOf(value.shape.slice(axis + 1)));
  const transposed = filled(value, shape, (out, source) => {
    const position = new Int32Array(rank);
    for (let to = 0, from = 0; to < out.length; to++) {
      out[to] = source[from] as number;
      for (let axis = rank - 1; axis >= 0; axis--) {
        from += strides[axis] as number;
        position[axis] = (position[axis] as number) + 1;
        if ((position[axis] as number) < (shape[axis] as number)) break;
        from -= (strides[axis] as number) * (shape[axis] as number);
        position[axis] = 0;
      }
    }
  });
  return [transposed];
};

const shapeOf: OperatorFactory = () => (inputs) => {
  const { shape } = inputs.any(0);
  return [{ type: "int64", shape: [shape.length], data: Float64Array.from(shape) }];
};

const constant: OperatorFactory = (node) => {
  const tensor = node.tensor("value");
  const float = node.has("value_float") ? [node.float("value_float", 0)] : node.floats("value_floats");
  const int = node.has("value_int") ? [node.int("value_int", 0)] : node.ints("value_ints");
  const text = node.has("value_string") ? [node.string("value_string", "")] : node.strings("value_strings");
  const single = node.has("value_float") || node.has("value_int") || node.has("value_string");
  let value: TensorValue;
  if (tensor !== null) value = constantValue(tensor);
  else if (float !== null) value = { type: "float", shape: single ? [] : [float.length], data: Float32Array.from(float) };
  else if (int !== null) value = { type: "int64", shape: single ? [] : [int.length], data: Float64Array.from(int) };
  else if (text !== null) value = stringValue(single ? [] : [text.length], text);
  else throw node.invalid("it has no value");
  return () => [value];
};

export const SHAPE_OPERATORS: Readonly<Record<string, OperatorFactory>> = {
  Concat: concat,
  Constant: constant,
  Flatten: flatten,
  Gather: gather,
  Reshape: reshape,
  Shape: shapeOf,
  Slice: slice,
  Squeeze: squeeze,
  Transpose: transpose,
  Unsqueeze: unsqueeze,
  "ai.onnx.ml:ArrayFeatureExtractor": arrayFeatureExtractor,
};
