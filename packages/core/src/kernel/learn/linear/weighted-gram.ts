import { dot } from "./dot.ts";
import type { Standardised } from "./standardise.ts";

/** Rows that are multiplied together: a block of two columns stays in the first-level cache. */
export const BLOCK = 1024;
/** A column counts as sparse when at most this share of its rows differs from its commonest value. */
const SPARSE = 0.4;

/** A column that mostly holds one value: that value, and where it differs by how much. */
interface SparseColumn {
  readonly common: number;
  readonly rows: Int32Array;
  readonly difference: Float64Array;
  /** Where the rows of each block start; one more entry than blocks. */
  readonly start: Int32Array;
}

/**
 * Sums of products `Σ w · z_f · z_g` of an intercept (z₀ = 1) and all columns, block by block. Columns that mostly hold one value, as
 * one-hot columns do, cost only the rows where they differ from it.
 */
export class WeightedGram {
  readonly #columns: Standardised;
  readonly #sparse: readonly (SparseColumn | null)[];
  readonly #weighted = new Float64Array(BLOCK);
  readonly #sums: Float64Array;

  constructor(columns: Standardised) {
    this.#columns = columns;
    this.#sparse = Array.from({ length: columns.width }, (_, f) =>
      sparseColumn(columns.values.subarray(f * columns.rows, (f + 1) * columns.rows)),
    );
    this.#sums = new Float64Array(columns.width);
  }

  /**
   * Adds the products of the block of rows that starts at `begin`, weighted by the first `count` of `weights`, to the lower triangle of a
   * square of `width + 1` at `corner` in the row-by-row matrix `into` of the given size.
   */
  add(begin: number, count: number, weights: Float64Array, into: Float64Array, corner: number, size: number): void {
    const { rows, width, values } = this.#columns;
    const weighted = this.#weighted;
    const sums = this.#sums;
    let total = 0;
    for (let at = 0; at < count; at++) total += weights[at] as number;
    into[corner] = (into[corner] as number) + total;
    for (let f = 0; f < width; f++) {
      const sum = dot(weights, 0, values, f * rows + begin, count);
      sums[f] = sum;
      const at = corner + (f + 1) * size;
      into[at] = (into[at] as number) + sum;
    }
    for (let f = 0; f < width; f++) {
      const sparse = this.#sparse[f] as SparseColumn | null;
      if (sparse !== null) {
        this.#addSparse(f, sparse, begin, weights, into, corner, size);
        continue;
      }
      const own = f * rows + begin;
      for (let at = 0; at < count; at++) weighted[at] = (weights[at] as number) * (values[own + at] as number);
      for (let g = 0; g <= f; g++) {
        if (this.#sparse[g] !== null) continue;
        const at = corner + (f + 1) * size + g + 1;
        into[at] = (into[at] as number) + dot(weighted, 0, values, g * rows + begin, count);
      }
    }
  }

  /** Products of a sparse column with all dense columns and with the sparse ones up to itself. */
  #addSparse(
    f: number,
    sparse: SparseColumn,
    begin: number,
    weights: Float64Array,
    into: Float64Array,
    corner: number,
    size: number,
  ): void {
    const { rows, width, values } = this.#columns;
    const weighted = this.#weighted;
    const from = sparse.start[begin / BLOCK] as number;
    const to = sparse.start[begin / BLOCK + 1] as number;
    for (let at = from; at < to; at++)
      weighted[at - from] = (weights[(sparse.rows[at] as number) - begin] as number) * (sparse.difference[at] as number);
    for (let g = 0; g < width; g++) {
      if (g > f && this.#sparse[g] !== null) continue;
      const column = g * rows;
      let sum = 0;
      let other = 0;
      let at = from;
      for (; at + 1 < to; at += 2) {
        sum += (weighted[at - from] as number) * (values[column + (sparse.rows[at] as number)] as number);
        other += (weighted[at + 1 - from] as number) * (values[column + (sparse.rows[at + 1] as number)] as number);
      }
      if (at < to) sum += (weighted[at - from] as number) * (values[column + (sparse.rows[at] as number)] as number);
      const place = corner + (Math.max(f, g) + 1) * size + Math.min(f, g) + 1;
      into[place] = (into[place] as number) + sparse.common * (this.#sums[g] as number) + (sum + other);
    }
  }
}

function sparseColumn(values: Float64Array): SparseColumn | null {
  const common = majority(values);
  let count = 0;
  for (let row = 0; row < values.length; row++) if (values[row] !== common) count++;
  if (count > SPARSE * values.length) return null;
  const rows = new Int32Array(count);
  const difference = new Float64Array(count);
  const start = new Int32Array(Math.ceil(values.length / BLOCK) + 1);
  let at = 0;
  for (let row = 0; row < values.length; row++) {
    if (row % BLOCK === 0) start[row / BLOCK] = at;
    if (values[row] === common) continue;
    rows[at] = row;
    difference[at++] = (values[row] as number) - common;
  }
  start[start.length - 1] = at;
  return { common, rows, difference, start };
}

/** The value of more than half of the rows, where there is one (Boyer and Moore's vote). */
function majority(values: Float64Array): number {
  let candidate = values[0] as number;
  let votes = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number;
    if (votes === 0) candidate = value;
    votes += value === candidate ? 1 : -1;
  }
  return candidate;
}
