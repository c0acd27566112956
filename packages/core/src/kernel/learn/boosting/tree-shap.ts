import type { Forest } from "./forest.ts";
import { gaussLegendre, type Quadrature } from "./gauss-legendre.ts";
import { type Demand, type LeafPath, leafPaths } from "./leaf-paths.ts";
import { countBelow } from "./thresholds.ts";
import { walkShap } from "./walk-shap.ts";

/** How much each feature moves each row's raw score away from what is expected without any. */
export interface ShapValues {
  /** Expected raw score of each output. */
  readonly expected: Float64Array;
  /** By output, then feature: a value per row. With `expected` they sum to the raw score. */
  readonly values: readonly (readonly Float64Array[])[];
}

export interface ShapOptions {
  /** Looked at between paths; its reason is thrown. */
  readonly signal?: AbortSignal | undefined;
}

const PATHS_BETWEEN_LOOKS = 64;
/** Leaves of a tree, in the mean, from which one walk through it for each row costs less than a look at each leaf's path. */
const MANY_LEAVES = 64;
/** Rows that are explained together. */
const BLOCK = 512;
/** Paths with more features than this are computed row by row: their patterns do not fit a number. */
const MOST_FEATURES = 30;

/**
 * Exact Shapley values of a forest, where an absent feature follows both children in proportion to their training rows (path-dependent
 * TreeSHAP). A leaf's share of feature i is `v · (o_i - z_i) · ∫ Π_{j≠i} (z_j (1-t) + o_j t) dt` over t in [0, 1], with `o_j` 1 where the row passes
 * the path's demands on feature j, and `z_j` the share of training rows that do: a polynomial, which Gauss–Legendre quadrature integrates exactly. Rows
 * that pass the same demands have the same shares, which are computed once.
 * @see Lundberg, Erion & Lee (2018), Consistent individualized feature attribution; equal to `shap` to 1e-10.
 */
export function treeShap(
  forest: Forest,
  cover: Float64Array,
  columns: readonly Float64Array[],
  rows: number,
  { signal }: ShapOptions = {},
): ShapValues {
  if (forest.feature.length > 2 * MANY_LEAVES * forest.roots.length) return walkShap(forest, cover, columns, rows, signal);
  const outputs = forest.base.length;
  const expected = forest.base.slice();
  const values = Array.from({ length: outputs }, () => columns.map(() => new Float64Array(rows)));
  const quadratures = new Map<number, Quadrature>();
  const patterns = new Int32Array(BLOCK);
  let paths = 0;
  for (const path of leafPaths(forest, cover)) {
    if (paths++ % PATHS_BETWEEN_LOOKS === 0) signal?.throwIfAborted();
    const { demands, scores } = path;
    for (const { output, value } of scores)
      expected[output] = (expected[output] as number) + demands.reduce((product, { share }) => product * share, value);
    if (demands.length === 0) continue;
    const count = Math.ceil(demands.length / 2);
    const quadrature = quadratures.get(count) ?? gaussLegendre(count);
    quadratures.set(count, quadrature);
    const shares = new PathShares(path, quadrature);
    const into = scores
      .filter(({ value }) => value !== 0)
      .map(({ output, value }) => ({ value, columns: demands.map(({ feature }) => values[output]?.[feature] as Float64Array) }));
    if (demands.length > MOST_FEATURES) {
      for (let row = 0; row < rows; row++) {
        const passed = demands.map((demand) => passes(demand, columns[demand.feature]?.[row] as number));
        addShares(into, shares.of(passed), row);
      }
      continue;
    }
    for (let begin = 0; begin < rows; begin += BLOCK) {
      const end = Math.min(rows, begin + BLOCK);
      patterns.fill(0);
      for (let at = 0; at < demands.length; at++) {
        const demand = demands[at] as Demand;
        markPassing(demand, columns[demand.feature] as Float64Array, begin, end, 1 << at, patterns);
      }
      for (let row = begin; row < end; row++) addShares(into, shares.ofPattern(patterns[row - begin] as number), row);
    }
  }
  return { expected, values };
}

/** Where the shares of one leaf go: columns by its features, and the value that they are shares of. */
interface Into {
  readonly value: number;
  readonly columns: readonly Float64Array[];
}

function addShares(into: readonly Into[], shares: Float64Array, row: number): void {
  for (let to = 0; to < into.length; to++) {
    const { value, columns } = into[to] as Into;
    for (let at = 0; at < columns.length; at++) {
      const column = columns[at] as Float64Array;
      column[row] = (column[row] as number) + value * (shares[at] as number);
    }
  }
}

/** Sets the bit of every row of the block that passes. */
function markPassing(demand: Demand, column: Float64Array, begin: number, end: number, bit: number, patterns: Int32Array): void {
  const { low, high, missingPasses, inside, outside } = demand;
  const levels = inside.length + outside.length > 0;
  for (let row = begin; row < end; row++) {
    const x = column[row] as number;
    const passed = levels
      ? passes(demand, x)
      : (x > low && x <= high) || (Number.isNaN(x) && missingPasses) || (x === low && low === Number.NEGATIVE_INFINITY);
    if (passed) patterns[row - begin] = (patterns[row - begin] as number) | bit;
  }
}

function passes({ low, high, missingPasses, inside, outside }: Demand, x: number): boolean {
  if (Number.isNaN(x)) return missingPasses;
  const has = (levels: Float64Array): boolean => levels[countBelow(levels, x)] === x;
  return (x > low || low === Number.NEGATIVE_INFINITY) && x <= high && inside.every(has) && !outside.some(has);
}

/** The shares of one leaf's features in a value of 1, by which demands a row passes. */
class PathShares {
  readonly #shares: readonly number[];
  readonly #quadrature: Quadrature;
  readonly #known = new Map<number, Float64Array>();

  constructor({ demands }: LeafPath, quadrature: Quadrature) {
    this.#shares = demands.map(({ share }) => share);
    this.#quadrature = quadrature;
  }

  ofPattern(pattern: number): Float64Array {
    let shares = this.#known.get(pattern);
    if (shares === undefined) {
      shares = this.of(this.#shares.map((_, at) => ((pattern >>> at) & 1) === 1));
      this.#known.set(pattern, shares);
    }
    return shares;
  }

  of(passed: readonly boolean[]): Float64Array {
    const { nodes, weights } = this.#quadrature;
    const out = new Float64Array(passed.length);
    for (let q = 0; q < nodes.length; q++) {
      const t = nodes[q] as number;
      const factors = this.#shares.map((share, at) => share * (1 - t) + (passed[at] ? t : 0));
      const product = factors.reduce((all, factor) => all * factor, weights[q] as number);
      for (let at = 0; at < out.length; at++)
        out[at] = (out[at] as number) + (product * ((passed[at] ? 1 : 0) - (this.#shares[at] as number))) / (factors[at] as number);
    }
    return out;
  }
}
