import { describe, numberValue, zeros } from "../tensor-value.ts";
import type { OperatorFactory } from "./operator.ts";

const f32 = Math.fround;

/** One value per column, or one for all of them. */
function perColumn(values: readonly number[], columns: number): (column: number) => number {
  return values.length === columns ? (column) => values[column] as number : () => values[0] as number;
}

/** `(x - offset) * scale`, always to float; doubles are scaled in double first. */
const scaler: OperatorFactory = (node) => {
  const offsets = node.floats("offset") ?? [0];
  const scales = node.floats("scale") ?? [1];
  return (inputs) => {
    const { value, columns } = inputs.matrix(0);
    if (![offsets, scales].every((list) => list.length === 1 || list.length === columns)) {
      throw inputs.invalid(`${offsets.length} offsets and ${scales.length} scales for ${describe(value.type, value.shape)}`);
    }
    const offset = perColumn(offsets, columns);
    const scale = perColumn(scales, columns);
    const data = new Float32Array(value.data.length);
    for (let i = 0; i < data.length; i++) {
      const column = i % columns;
      const x = value.data[i] as number;
      data[i] = value.type === "double" ? (x - offset(column)) * scale(column) : f32(f32(x) - offset(column)) * scale(column);
    }
    return [{ type: "float", shape: value.shape, data }];
  };
};

/** Replaces one value (NaN, too) by another, which may differ by column. */
const imputer: OperatorFactory = (node) => {
  const floats = node.floats("imputed_value_floats");
  const imputed = floats ?? node.ints("imputed_value_int64s");
  if (imputed === null || imputed.length === 0) throw node.invalid("it has no imputed values");
  const replaced = floats === null ? node.int("replaced_value_int64", 0) : node.float("replaced_value_float", 0);
  return (inputs) => {
    const { value, columns } = inputs.matrix(0);
    const by = perColumn(imputed, columns);
    const data = zeros(value.type, value.data.length);
    for (let i = 0; i < data.length; i++) {
      const x = value.data[i] as number;
      data[i] = x === replaced || (Number.isNaN(x) && Number.isNaN(replaced)) ? by(i % columns) : x;
    }
    return [numberValue(value.type, value.shape, data)];
  };
};

const binarizer: OperatorFactory = (node) => {
  const threshold = node.float("threshold", 0);
  return (inputs) => {
    const x = inputs.number(0);
    const data = zeros(x.type, x.data.length);
    for (let i = 0; i < data.length; i++) data[i] = (x.data[i] as number) > threshold ? 1 : 0;
    return [numberValue(x.type, x.shape, data)];
  };
};

/** Divides each row by its largest value, its sum of absolute values or its length, in float throughout; a norm of 0 leaves the row. */
const normalizer: OperatorFactory = (node) => {
  const norm = node.string("norm", "MAX");
  if (!["MAX", "L1", "L2"].includes(norm)) throw node.invalid(`norm ${norm}`);
  return (inputs) => {
    const { value, rows, columns } = inputs.matrix(0);
    const data = Float32Array.from(value.data);
    for (let row = 0; row < rows; row++) {
      const start = row * columns;
      let total = norm === "MAX" ? -3.4028234663852886e38 : 0;
      for (let i = start; i < start + columns; i++) {
        const x = data[i] as number;
        if (norm === "MAX") total = Math.max(total, x);
        else total = f32(total + (norm === "L1" ? Math.abs(x) : f32((value.data[i] as number) ** 2)));
      }
      if (total === 0) continue;
      for (let i = start; i < start + columns; i++) {
        const x = data[i] as number;
        if (norm !== "L2") data[i] = x / total;
        else data[i] = Math.sqrt(f32(f32((value.data[i] as number) ** 2) / total)) * (x < 0 ? -1 : 1);
      }
    }
    return [{ type: "float", shape: value.shape, data }];
  };
};

export const SCALING: Readonly<Record<string, OperatorFactory>> = {
  "ai.onnx.ml:Binarizer": binarizer,
  "ai.onnx.ml:Imputer": imputer,
  "ai.onnx.ml:Normalizer": normalizer,
  "ai.onnx.ml:Scaler": scaler,
};
