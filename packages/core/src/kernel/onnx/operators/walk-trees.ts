import type { NumberValue } from "../tensor-value.ts";
import type { Forest } from "./forest.ts";

/** Rows walked through some trees before the next: rows and trees stay in the first-level cache. */
export const BLOCK = 64;
/** Trees whose leaves are found before any is added to the scores. */
export const GROUP = 32;
/** Trees that one row steps down at once, so that the waits for memory overlap. */
const TOGETHER = 4;

/**
 * Finds leaves without a branch that depends on the rows. Where a forest says where missing values go, a feature has two values: below every
 * threshold for nodes that send a missing one to `yes`, and NaN, which no comparison holds for.
 */
export class TreeWalker {
  /** Leaves of the rows of a block, `GROUP` a row. */
  readonly leaves = new Int32Array(BLOCK * GROUP);
  readonly #thresholds: Float64Array;
  readonly #slot: Int32Array;
  /** Nodes between a node and its `no` branch, beside the one that follows; -1 at a leaf, whose comparison never holds, so that it stays. */
  readonly #skip: Int32Array;
  readonly #roots: Int32Array;
  readonly #width: number;
  readonly #copies: number;
  readonly #values: Float64Array;

  constructor({ features, thresholds, no, missingYes, roots, width }: Forest) {
    const copies = missingYes === null ? 1 : 2;
    this.#thresholds = thresholds.map((threshold, node) => ((features[node] as number) < 0 ? Number.NaN : threshold));
    this.#slot = features.map((f, node) => (f < 0 ? 0 : copies * f + (missingYes === null || missingYes[node] === 1 ? 0 : 1)));
    this.#skip = no.map((to, node) => ((features[node] as number) < 0 ? -1 : to - node - 1));
    // the last tree may stand for those that a last group lacks
    this.#roots = Int32Array.from({ length: roots.length + TOGETHER }, (_, tree) => roots[Math.min(tree, roots.length - 1)] ?? 0);
    this.#width = width;
    this.#copies = copies;
    this.#values = new Float64Array(BLOCK * Math.max(1, copies * width));
  }

  /** Takes the rows [begin, end) of `x`, at most a block. */
  load(x: NumberValue["data"], begin: number, end: number, columns: number): void {
    const values = this.#values;
    const width = this.#width;
    let to = 0;
    for (let row = begin; row < end; row++) {
      for (let at = row * columns; at < row * columns + width; at++) {
        const value = x[at] as number;
        if (this.#copies === 2) values[to++] = Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value;
        values[to++] = value;
      }
    }
  }

  /** Walks the first `rows` rows taken through the `trees` trees from `tree` on. */
  walk(tree: number, trees: number, rows: number): void {
    for (let at = 0; at < trees; at += TOGETHER) this.#walk(tree + at, at, rows);
  }

  #walk(tree: number, at: number, rows: number): void {
    const roots = this.#roots;
    const rootA = roots[tree] as number;
    const rootB = roots[tree + 1] as number;
    const rootC = roots[tree + 2] as number;
    const rootD = roots[tree + 3] as number;
    const leaves = this.leaves;
    const values = this.#values;
    const slot = this.#slot;
    const skip = this.#skip;
    const thresholds = this.#thresholds;
    const stride = this.#copies * this.#width;
    for (let row = 0; row < rows; row++) {
      const from = row * stride;
      let a = rootA;
      let b = rootB;
      let c = rootC;
      let d = rootD;
      for (let moved = 1; moved !== 0; ) {
        const a2 = step(values, from, slot, thresholds, skip, a);
        const b2 = step(values, from, slot, thresholds, skip, b);
        const c2 = step(values, from, slot, thresholds, skip, c);
        const d2 = step(values, from, slot, thresholds, skip, d);
        moved = (a ^ a2) | (b ^ b2) | (c ^ c2) | (d ^ d2);
        a = a2;
        b = b2;
        c = c2;
        d = d2;
      }
      const to = GROUP * row + at;
      leaves[to] = a;
      leaves[to + 1] = b;
      leaves[to + 2] = c;
      leaves[to + 3] = d;
    }
  }
}

/** The node after `node`: the next one where the comparison holds. */
function step(values: Float64Array, from: number, slot: Int32Array, thresholds: Float64Array, skip: Int32Array, node: number): number {
  // a comparison as a number, which is compiled without a branch
  const yes = +((values[from + (slot[node] as number)] as number) <= (thresholds[node] as number));
  return node + 1 + ((skip[node] as number) & (yes - 1));
}
