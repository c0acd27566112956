import { dot } from "./dot.ts";
import { solveScaled } from "./solve-scaled.ts";

/** A smooth convex function of `size` parameters. */
export interface Smooth {
  readonly size: number;
  /** The value at `parameters`, and its gradient; `curved` says that the second derivatives there will be asked for. */
  evaluate(parameters: Float64Array, gradient: Float64Array, curved?: boolean): number;
  /** Second derivatives (lower triangle, row by row) at the last evaluated parameters. */
  hessian(): Float64Array;
}

export interface MinimiseOptions {
  /** Done when no part of the gradient exceeds this. */
  readonly tolerance: number;
  readonly maxIterations: number;
  /** Default 0. */
  readonly start?: Float64Array | undefined;
  readonly onStep: (iteration: number) => void;
}

export interface Minimum {
  readonly parameters: Float64Array;
  readonly iterations: number;
  /** False when the gradient stayed above the tolerance. */
  readonly converged: boolean;
}

/** Steps of limited-memory BFGS that are remembered. */
const MEMORY = 20;
/** Rounding error of the value, relative: differences below it say nothing. */
const NOISE = 1e-14;
/** By how much more than expected a step may leave of the gradient before second derivatives are computed anew. */
const SAFETY = 4;
/** A step that leaves more of the gradient than this has not got further; so many in a row end the search. */
const STALLED = 0.5;
const MOST_STALLED = 5;
/** The most that the step before may have left of the gradient for a last step without looking at it. */
const MOST_FOR_LAST = 0.1;

/**
 * Newton's method with step halving. Each step solves a dense system: for few parameters. The last steps use the second derivatives of the step
 * before where those will do.
 */
export function newton(problem: Smooth, options: MinimiseOptions): Minimum {
  let hessian: Float64Array | null = null;
  return descend(problem, options, true, (gradient, stale) => {
    if (!stale || hessian === null) hessian = problem.hessian();
    for (let damping = 0; ; damping = Math.max(1e-12, damping * 100)) {
      const damped = hessian.slice();
      for (let i = 0; i < problem.size; i++)
        damped[i * problem.size + i] = (damped[i * problem.size + i] as number) * (1 + damping) + Number.MIN_VALUE;
      const step = solveScaled(damped, gradient, 1e-14);
      if (step !== null || damping > 1) return (step ?? gradient).map((value) => -value);
    }
  });
}

/** Limited-memory BFGS with step halving: for many parameters. */
export function lbfgs(problem: Smooth, options: MinimiseOptions): Minimum {
  const steps: Float64Array[] = [];
  const changes: Float64Array[] = [];
  return descend(
    problem,
    options,
    false,
    (gradient) => twoLoops(gradient, steps, changes),
    (step, change) => {
      if (!(inner(step, change) > 0)) return;
      steps.push(step);
      changes.push(change);
      if (steps.length > MEMORY) {
        steps.shift();
        changes.shift();
      }
    },
  );
}

function descend(
  problem: Smooth,
  options: MinimiseOptions,
  curved: boolean,
  direction: (gradient: Float64Array, stale: boolean) => Float64Array,
  remember: (step: Float64Array, change: Float64Array) => void = () => {},
): Minimum {
  const { tolerance } = options;
  let parameters = Float64Array.from(options.start ?? new Float64Array(problem.size));
  let gradient = new Float64Array(problem.size);
  let value = problem.evaluate(parameters, gradient, curved);
  let size = largest(gradient);
  /** What the last step left of the gradient. */
  let share = 1;
  let stalled = 0;
  for (let iteration = 0; iteration < options.maxIterations; iteration++) {
    options.onStep(iteration);
    if (size <= tolerance) {
      // one more step costs no evaluation and squares what is left of the error
      if (curved && share <= MOST_FOR_LAST) parameters = stepped(parameters, direction(gradient, true), 1);
      return { parameters, iterations: iteration, converged: true };
    }
    // near the minimum a Newton step squares the share, one with the second derivatives of the point before leaves about twice the share
    const stale = SAFETY * 2 * share * size <= tolerance;
    const expected = share * share * size;
    const last = stale || SAFETY * 2 * share * share * expected <= tolerance;
    const next = shorten(problem, parameters, value, gradient, direction(gradient, stale), curved && !last);
    if (next === null) return { parameters, iterations: iteration, converged: false };
    remember(
      next.parameters.map((p, i) => p - (parameters[i] as number)),
      next.gradient.map((g, i) => g - (gradient[i] as number)),
    );
    const now = largest(next.gradient);
    // rounding is all that is left where neither the value nor the gradient falls any more
    stalled = now > STALLED * size && !(next.value < value - NOISE * Math.abs(value)) ? stalled + 1 : 0;
    ({ parameters, gradient, value } = next);
    if (stalled > MOST_STALLED) return { parameters, iterations: iteration + 1, converged: now <= tolerance };
    share = Math.min(1, now / size);
    size = now;
  }
  return { parameters, iterations: options.maxIterations, converged: size <= tolerance };
}

interface Point {
  readonly parameters: Float64Array<ArrayBuffer>;
  readonly gradient: Float64Array<ArrayBuffer>;
  readonly value: number;
}

/** Halves the step until the value falls enough, or, where it no longer tells, until the gradient does; null when neither happens. */
function shorten(
  problem: Smooth,
  from: Float64Array,
  value: number,
  gradient: Float64Array,
  direction: Float64Array,
  curved: boolean,
): Point | null {
  const slope = inner(gradient, direction);
  for (let length = 1; length > 1e-12; length /= 2) {
    const parameters = stepped(from, direction, length);
    const next = new Float64Array(from.length);
    const reached = problem.evaluate(parameters, next, curved && length === 1);
    const falls = reached <= value + 1e-4 * length * slope;
    const flat = reached <= value + NOISE * Math.abs(value) && largest(next) < largest(gradient);
    if (falls || flat) return { parameters, gradient: next, value: reached };
  }
  return null;
}

function stepped(from: Float64Array, direction: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const parameters = new Float64Array(from.length);
  for (let i = 0; i < from.length; i++) parameters[i] = (from[i] as number) + length * (direction[i] as number);
  return parameters;
}

/** The descent direction of limited-memory BFGS. */
function twoLoops(gradient: Float64Array, steps: readonly Float64Array[], changes: readonly Float64Array[]): Float64Array {
  const direction = gradient.map((value) => -value);
  const shares: number[] = [];
  for (let i = steps.length - 1; i >= 0; i--) {
    const step = steps[i] as Float64Array;
    const change = changes[i] as Float64Array;
    const share = inner(step, direction) / inner(step, change);
    shares[i] = share;
    for (let j = 0; j < direction.length; j++) direction[j] = (direction[j] as number) - share * (change[j] as number);
  }
  const last = steps.length - 1;
  const scale =
    last < 0
      ? 1
      : inner(steps[last] as Float64Array, changes[last] as Float64Array) /
        inner(changes[last] as Float64Array, changes[last] as Float64Array);
  for (let j = 0; j < direction.length; j++) direction[j] = (direction[j] as number) * scale;
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i] as Float64Array;
    const change = changes[i] as Float64Array;
    const back = inner(change, direction) / inner(step, change);
    for (let j = 0; j < direction.length; j++)
      direction[j] = (direction[j] as number) + ((shares[i] as number) - back) * (step[j] as number);
  }
  return direction;
}

function inner(a: Float64Array, b: Float64Array): number {
  return dot(a, 0, b, 0, a.length);
}

function largest(values: Float64Array): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i] as number));
  return most;
}
