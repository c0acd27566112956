import { solveScaled } from "./solve-scaled.ts";

/** `½ βᵀ·gram·β - moment·β + Σ l1·|β| + ½ Σ l2·β²`, the gram a full symmetric matrix, row by row. */
export interface PenalisedSquares {
  readonly gram: Float64Array;
  readonly moment: Float64Array;
  /** `βᵀ·gram·β - 2·moment·β + squares` is what a fit leaves unexplained. */
  readonly squares: number;
  /** Above 0. */
  readonly l1: Float64Array;
  readonly l2: Float64Array;
}

export interface DescentOptions {
  /** Done when the duality gap is at most this share of `squares`. */
  readonly tolerance: number;
  /** Sweeps over all coordinates at most. */
  readonly maxIterations: number;
  readonly onSweep: (sweep: number) => void;
}

export interface DescentResult {
  readonly parameters: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
}

/** Sweeps between two looks at the duality gap. */
const OFTEN = 5;
/** Below this share of a column that the others leave unexplained, its coefficient is left to the sweeps. */
const LEAST_PIVOT = 1e-12;

/**
 * Cyclic coordinate descent from 0, which stops by the duality gap as scikit-learn's does. Once the same coefficients with the same signs stay,
 * their equations are solved directly, which ends the slow approach where columns go together.
 */
export function coordinateDescent(problem: PenalisedSquares, options: DescentOptions): DescentResult {
  const { gram, moment, l1, l2 } = problem;
  const width = moment.length;
  const most = options.tolerance * problem.squares;
  let parameters = new Float64Array(width);
  let image = new Float64Array(width);
  let signs = "";
  let solved = "";
  for (let sweep = 0; sweep < options.maxIterations; sweep++) {
    options.onSweep(sweep);
    if (sweep % OFTEN === 0) {
      if (dualityGap(problem, parameters, image) <= most) return { parameters, iterations: sweep, converged: true };
      const now = parameters.map(Math.sign).join();
      if (now === signs && now !== solved) {
        solved = now;
        const direct = solveActive(problem, parameters);
        const directImage = direct && multiply(gram, direct);
        if (direct && directImage && dualityGap(problem, direct, directImage) <= dualityGap(problem, parameters, image)) {
          parameters = direct;
          image = directImage;
          continue;
        }
      }
      signs = now;
    }
    for (let f = 0; f < width; f++) {
      const own = gram[f * width + f] as number;
      const before = parameters[f] as number;
      const pull = (moment[f] as number) - (image[f] as number) + own * before;
      const excess = Math.abs(pull) - (l1[f] as number);
      // a column that is always 0 keeps its 0
      const after = excess > 0 && own > 0 ? (Math.sign(pull) * excess) / (own + (l2[f] as number)) : 0;
      if (after === before) continue;
      parameters[f] = after;
      for (let g = 0; g < width; g++) image[g] = (image[g] as number) + (after - before) * (gram[f * width + g] as number);
    }
  }
  const converged = dualityGap(problem, parameters, multiply(gram, parameters)) <= most;
  return { parameters, iterations: options.maxIterations, converged };
}

function multiply(gram: Float64Array, by: Float64Array): Float64Array<ArrayBuffer> {
  const width = by.length;
  const image = new Float64Array(width);
  for (let f = 0; f < width; f++) {
    const factor = by[f] as number;
    if (factor !== 0) for (let g = 0; g < width; g++) image[g] = (image[g] as number) + factor * (gram[f * width + g] as number);
  }
  return image;
}

/** How far the value can lie above the least one; `image` is the gram times `parameters`. */
function dualityGap(problem: PenalisedSquares, parameters: Float64Array, image: Float64Array): number {
  const { moment, squares, l1, l2 } = problem;
  let explained = 0;
  let quadratic = 0;
  let absolute = 0;
  let ridge = 0;
  let steepest = 1;
  for (let f = 0; f < parameters.length; f++) {
    const value = parameters[f] as number;
    const shrink = (l2[f] as number) * value;
    explained += (moment[f] as number) * value;
    quadratic += (image[f] as number) * value;
    absolute += (l1[f] as number) * Math.abs(value);
    ridge += shrink * value;
    steepest = Math.max(steepest, Math.abs((moment[f] as number) - (image[f] as number) - shrink) / (l1[f] as number));
  }
  const residual = Math.max(0, squares + quadratic - 2 * explained);
  const factor = 1 / steepest;
  return ((residual + ridge) * (1 + factor * factor)) / 2 + absolute - factor * (squares - explained);
}

/** The minimum among parameters that are 0 where the given ones are and keep their signs elsewhere; null where that cannot be solved. */
function solveActive(problem: PenalisedSquares, parameters: Float64Array): Float64Array<ArrayBuffer> | null {
  const width = parameters.length;
  const active = [...parameters.keys()].filter((f) => parameters[f] !== 0);
  const count = active.length;
  if (count === 0) return null;
  const matrix = new Float64Array(count * count);
  const right = new Float64Array(count);
  for (const [i, f] of active.entries()) {
    for (let j = 0; j <= i; j++) matrix[i * count + j] = problem.gram[f * width + (active[j] as number)] as number;
    matrix[i * count + i] = (matrix[i * count + i] as number) + (problem.l2[f] as number);
    right[i] = (problem.moment[f] as number) - Math.sign(parameters[f] as number) * (problem.l1[f] as number);
  }
  const solution = solveScaled(matrix, right, LEAST_PIVOT);
  if (solution === null) return null;
  const direct = new Float64Array(width);
  for (const [i, f] of active.entries()) {
    if (Math.sign(solution[i] as number) !== Math.sign(parameters[f] as number)) return null;
    direct[f] = solution[i] as number;
  }
  return direct;
}
