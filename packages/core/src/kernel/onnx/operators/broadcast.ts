import { invalid } from "../tensor-value.ts";

/** How operands of different shapes are walked together: `sizes` of the loops, and per operand its step in each loop. */
export interface BroadcastPlan {
  readonly shape: readonly number[];
  readonly sizes: readonly number[];
  readonly steps: readonly (readonly number[])[];
}

/** NumPy's rule: shapes are aligned at their ends and a size of 1 repeats. Neighbouring loops that walk alike are joined into one. */
export function broadcastPlan(op: string, shapes: readonly (readonly number[])[]): BroadcastPlan {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  const padded = shapes.map((shape) => [...new Array<number>(rank - shape.length).fill(1), ...shape]);
  const shape: number[] = [];
  for (let axis = 0; axis < rank; axis++) {
    let size = 1;
    for (const operand of padded) {
      const own = operand[axis] as number;
      if (own === 1 || own === size) continue;
      if (size !== 1) throw invalid(`${op}: shapes ${shapes.map((s) => `[${s.join(", ")}]`).join(" and ")} do not fit`);
      size = own;
    }
    shape.push(size);
  }
  const strides = padded.map((operand) => {
    const result = new Array<number>(rank).fill(0);
    for (let axis = rank - 1, stride = 1; axis >= 0; axis--) {
      result[axis] = operand[axis] === 1 ? 0 : stride;
      stride *= operand[axis] as number;
    }
    return result;
  });
  const sizes: number[] = [];
  const steps: number[][] = padded.map(() => []);
  for (let axis = 0; axis < rank; axis++) {
    const size = shape[axis] as number;
    if (size === 1) continue;
    const last = sizes.length - 1;
    const joins = last >= 0 && strides.every((s, k) => steps[k]?.[last] === (s[axis] as number) * size);
    if (joins) sizes[last] = (sizes[last] as number) * size;
    else sizes.push(size);
    for (const [k, s] of strides.entries()) {
      const step = s[axis] as number;
      if (joins) (steps[k] as number[])[last] = step;
      else (steps[k] as number[]).push(step);
    }
  }
  if (sizes.length === 0) return { shape, sizes: [1], steps: steps.map(() => [0]) };
  return { shape, sizes, steps };
}

/** Calls `run(start of the output, starts of the operands, length)` for each innermost loop. */
export function eachRun(plan: BroadcastPlan, run: (out: number, starts: Int32Array, length: number) => void): void {
  const outer = plan.sizes.length - 1;
  const length = plan.sizes[outer] as number;
  const total = plan.sizes.reduce((product, size) => product * size, 1);
  const position = new Int32Array(outer);
  const starts = new Int32Array(plan.steps.length);
  for (let out = 0; out < total; out += length) {
    run(out, starts, length);
    for (let axis = outer - 1; axis >= 0; axis--) {
      const size = plan.sizes[axis] as number;
      const wraps = (position[axis] as number) + 1 === size;
      position[axis] = wraps ? 0 : (position[axis] as number) + 1;
      for (let k = 0; k < starts.length; k++) {
        const step = plan.steps[k]?.[axis] as number;
        starts[k] = (starts[k] as number) + (wraps ? -step * (size - 1) : step);
      }
      if (!wraps) break;
    }
  }
}

/** The step of operand `k` in the innermost loop. */
export function innerStep(plan: BroadcastPlan, k: number): number {
  return plan.steps[k]?.[plan.sizes.length - 1] as number;
}
