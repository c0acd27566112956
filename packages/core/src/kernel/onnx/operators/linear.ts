import { describe, type NumberValue, numberValue, zeros } from "../tensor-value.ts";
import { broadcastPlan, eachRun, innerStep } from "./broadcast.ts";
import type { Inputs, OperatorFactory } from "./operator.ts";

/** Row-major `a` [rows, inner] times `b` [inner, columns], summed in double in the order of the inner index. */
export function multiply(a: ArrayLike<number>, b: ArrayLike<number>, rows: number, inner: number, columns: number): Float64Array {
  const out = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const from = row * inner;
    const to = row * columns;
    if (columns === 1) {
      let sum = 0;
      for (let k = 0; k < inner; k++) sum += (a[from + k] as number) * (b[k] as number);
      out[to] = sum;
      continue;
    }
    for (let k = 0; k < inner; k++) {
      const x = a[from + k] as number;
      for (let column = 0; column < columns; column++)
        out[to + column] = (out[to + column] as number) + x * (b[k * columns + column] as number);
    }
  }
  return out;
}

/** The transpose of a row-major matrix. */
export function transposed(a: ArrayLike<number>, rows: number, columns: number): Float64Array {
  const out = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) out[column * rows + row] = a[row * columns + column] as number;
  return out;
}

function typed(type: NumberValue["type"], shape: readonly number[], values: Float64Array): NumberValue {
  if (type === "double" || type === "int64") return { type, shape, data: values };
  const data = zeros(type, values.length);
  data.set(values);
  return numberValue(type, shape, data);
}

const matMul: OperatorFactory = () => (inputs) => {
  const a = inputs.number(0);
  const b = inputs.number(1);
  const [rank, other] = [a.shape.length, b.shape.length];
  const rows = rank === 1 ? 1 : (a.shape[0] as number);
  const inner = a.shape[rank - 1] as number;
  const columns = other === 1 ? 1 : (b.shape[1] as number);
  const fits = a.type === b.type && inner === b.shape[0] && (rank === 1 || rank === 2) && (other === 1 || other === 2);
  if (!fits) throw inputs.invalid(`${describe(a.type, a.shape)} times ${describe(b.type, b.shape)}`);
  const shape: number[] = [];
  if (rank === 2) shape.push(rows);
  if (other === 2) shape.push(columns);
  return [typed(a.type, shape, multiply(a.data, b.data, rows, inner, columns))];
};

function operand(
  inputs: Inputs,
  index: number,
  transpose: boolean,
): { data: ArrayLike<number>; rows: number; columns: number; value: NumberValue } {
  const value = inputs.number(index);
  const [rows, columns] = value.shape;
  if (rows === undefined || columns === undefined || value.shape.length !== 2) {
    throw inputs.invalid(`input ${index} is ${describe(value.type, value.shape)}, not a matrix`);
  }
  return transpose
    ? { data: transposed(value.data, rows, columns), rows: columns, columns: rows, value }
    : { data: value.data, rows, columns, value };
}

/** `alpha · A · B + beta · C`. */
const gemm: OperatorFactory = (node) => {
  const alpha = node.float("alpha", 1);
  const beta = node.float("beta", 1);
  return (inputs) => {
    const a = operand(inputs, 0, node.int("transA", 0) === 1);
    const b = operand(inputs, 1, node.int("transB", 0) === 1);
    if (a.columns !== b.rows || a.value.type !== b.value.type) {
      throw inputs.invalid(`${describe(a.value.type, [a.rows, a.columns])} times ${describe(b.value.type, [b.rows, b.columns])}`);
    }
    const shape = [a.rows, b.columns];
    const product = multiply(a.data, b.data, a.rows, a.columns, b.columns);
    if (alpha !== 1) for (let i = 0; i < product.length; i++) product[i] = (product[i] as number) * alpha;
    if (inputs.has(2)) {
      const c = inputs.number(2);
      const plan = broadcastPlan("Gemm", [shape, c.shape]);
      if (plan.shape.length !== 2 || plan.shape[0] !== a.rows || plan.shape[1] !== b.columns) {
        throw inputs.invalid(`C is ${describe(c.type, c.shape)}, the product [${shape.join(", ")}]`);
      }
      const step = innerStep(plan, 1);
      eachRun(plan, (o, starts, n) => {
        for (let i = 0; i < n; i++)
          product[o + i] = (product[o + i] as number) + beta * (c.data[(starts[1] as number) + i * step] as number);
      });
    }
    return [typed(a.value.type, shape, product)];
  };
};

export const LINEAR: Readonly<Record<string, OperatorFactory>> = { MatMul: matMul, Gemm: gemm };
