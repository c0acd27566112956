import { exponential } from "../../stats/exponential.ts";
import { type NumberType, numberValue, sizeOf, zeros } from "../tensor-value.ts";
import { normalAxis, type OperatorFactory } from "./operator.ts";

/**
 * A value per group of elements that share their position on the axes kept. `start` is the value of an empty group, `step` folds an
 * element in, `end` finishes a group of `n`.
 */
function reduction(
  start: number,
  step: (sum: number, x: number) => number,
  end: (sum: number, n: number) => number = (sum) => sum,
): OperatorFactory {
  return (node) => (inputs) => {
    const x = inputs.number(0);
    const rank = x.shape.length;
    const given = inputs.has(1) ? inputs.ints(1) : node.ints("axes");
    if ((given === null || given.length === 0) && node.int("noop_with_empty_axes", 0) === 1) return [x];
    const axes = new Set(
      (given === null || given.length === 0 ? x.shape.map((_, axis) => axis) : given).map((axis) => normalAxis(axis, rank, node.op)),
    );
    const keep = node.int("keepdims", 1) === 1;
    const kept = x.shape.map((size, axis) => (axes.has(axis) ? 1 : size));
    const groups = sizeOf(kept);
    // Steps of the output while the input is walked in order: 0 along the axes that are folded away.
    const steps = kept.map((_, axis) => (axes.has(axis) ? 0 : sizeOf(kept.slice(axis + 1))));
    const sums = new Float64Array(groups).fill(start);
    const position = new Int32Array(rank);
    for (let i = 0, to = 0; i < x.data.length; i++) {
      sums[to] = step(sums[to] as number, x.data[i] as number);
      for (let axis = rank - 1; axis >= 0; axis--) {
        to += steps[axis] as number;
        position[axis] = (position[axis] as number) + 1;
        if ((position[axis] as number) < (x.shape[axis] as number)) break;
        to -= (steps[axis] as number) * (x.shape[axis] as number);
        position[axis] = 0;
      }
    }
    const count = groups === 0 ? 0 : x.data.length / groups;
    const data = zeros(x.type, groups);
    for (let i = 0; i < groups; i++) data[i] = end(sums[i] as number, count);
    return [numberValue(x.type, keep ? kept : x.shape.filter((_, axis) => !axes.has(axis)), data)];
  };
}

/** The first position of the best element along an axis (the last with `select_last_index`). */
function best(better: (a: number, b: number) => boolean): OperatorFactory {
  return (node) => {
    const last = node.int("select_last_index", 0) === 1;
    return (inputs) => {
      const x = inputs.number(0);
      const axis = normalAxis(node.int("axis", 0), x.shape.length, node.op);
      const size = x.shape[axis] as number;
      const inner = sizeOf(x.shape.slice(axis + 1));
      const outer = sizeOf(x.shape.slice(0, axis));
      if (size === 0) throw inputs.invalid("the axis is empty");
      const data = new Float64Array(outer * inner);
      for (let o = 0; o < outer; o++) {
        for (let k = 0; k < inner; k++) {
          const from = o * size * inner + k;
          let at = 0;
          let top = x.data[from] as number;
          for (let i = 1; i < size; i++) {
            const value = x.data[from + i * inner] as number;
            if (better(value, top) || (last && value === top)) {
              at = i;
              top = value;
            }
          }
          data[o * inner + k] = at;
        }
      }
      const shape = node.int("keepdims", 1) === 1 ? x.shape.with(axis, 1) : x.shape.filter((_, k) => k !== axis);
      return [{ type: "int64", shape, data }];
    };
  };
}

/** `e^(x - max) / Σ e^(x - max)` along one axis (before opset 13: over all axes from it on). */
const softmax: OperatorFactory = (node) => (inputs) => {
  const x = inputs.number(0);
  const flat = node.opset < 13;
  const axis = normalAxis(node.int("axis", flat ? 1 : -1), x.shape.length, node.op);
  const size = flat ? sizeOf(x.shape.slice(axis)) : (x.shape[axis] as number);
  const inner = flat ? 1 : sizeOf(x.shape.slice(axis + 1));
  const data = softmaxed(x.type, x.data, size, inner);
  return [numberValue(x.type, x.shape, data)];
};

function softmaxed(type: NumberType, x: ArrayLike<number>, size: number, inner: number): ReturnType<typeof zeros> {
  const data = zeros(type, x.length);
  const groups = size * inner === 0 ? 0 : x.length / size;
  for (let group = 0; group < groups; group++) {
    const from = Math.floor(group / inner) * size * inner + (group % inner);
    let top = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < size; i++) top = Math.max(top, x[from + i * inner] as number);
    let sum = 0;
    for (let i = 0; i < size; i++) {
      const value = exponential((x[from + i * inner] as number) - top);
      data[from + i * inner] = value;
      sum += value;
    }
    for (let i = 0; i < size; i++) data[from + i * inner] = (data[from + i * inner] as number) / sum;
  }
  return data;
}

export const REDUCTIONS: Readonly<Record<string, OperatorFactory>> = {
  ArgMax: best((a, b) => a > b),
  ArgMin: best((a, b) => a < b),
  ReduceMax: reduction(Number.NEGATIVE_INFINITY, Math.max),
  ReduceMean: reduction(
    0,
    (sum, x) => sum + x,
    (sum, n) => sum / n,
  ),
  ReduceMin: reduction(Number.POSITIVE_INFINITY, Math.min),
  ReduceSum: reduction(0, (sum, x) => sum + x),
  Softmax: softmax,
};
