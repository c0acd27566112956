import type { Forest } from "./forest.ts";

/**
 * Walks one row through every tree without a branch that depends on it: six trees step down together, so that the waits for memory overlap, and
 * a leaf is its own next node. A feature has two values, one for nodes where missing goes left (below every threshold there) and one for the
 * others (NaN, which no comparison holds for).
 */
export class RowWalker {
  readonly #forest: Forest;
  /** Where a node's value stands among the row's. */
  readonly #slot: Int32Array;
  /** Left child, the right one behind it; a leaf names itself. */
  readonly #next: Int32Array;
  readonly #row: Float64Array;
  readonly #sums: Float64Array;

  constructor(forest: Forest, width: number) {
    const { feature, left, missingLeft, base } = forest;
    this.#forest = forest;
    this.#slot = feature.map((f, node) => (f < 0 ? 0 : 2 * f + (missingLeft[node] === 1 ? 1 : 2)));
    this.#next = left.map((child, node) => ((feature[node] as number) < 0 ? node : child));
    // the first value is below every leaf's
    this.#row = new Float64Array(2 * width + 1).fill(Number.NEGATIVE_INFINITY);
    this.#sums = new Float64Array(base.length);
  }

  /** Adds the row's leaves to its scores, which lie on a grid: in any order their sums are the same. */
  add(columns: readonly Float64Array[], row: number, scores: readonly Float64Array[]): void {
    const values = this.#row;
    for (let f = 0; f < columns.length; f++) {
      const x = (columns[f] as Float64Array)[row] as number;
      values[2 * f + 1] = Number.isNaN(x) ? Number.NEGATIVE_INFINITY : x;
      values[2 * f + 2] = x;
    }
    const sums = this.#sums.fill(0);
    this.#walk(values, sums);
    for (let k = 0; k < sums.length; k++) {
      const score = scores[k] as Float64Array;
      score[row] = (score[row] as number) + (sums[k] as number);
    }
  }

  #walk(values: Float64Array, sums: Float64Array): void {
    const { roots, value } = this.#forest;
    const slot = this.#slot;
    const next = this.#next;
    let tree = 0;
    for (; tree + 6 <= roots.length; tree += 6) {
      let a = roots[tree] as number;
      let b = roots[tree + 1] as number;
      let c = roots[tree + 2] as number;
      let d = roots[tree + 3] as number;
      let e = roots[tree + 4] as number;
      let f = roots[tree + 5] as number;
      for (let moved = 1; moved !== 0; ) {
        const a2 = step(next, slot, values, value, a);
        const b2 = step(next, slot, values, value, b);
        const c2 = step(next, slot, values, value, c);
        const d2 = step(next, slot, values, value, d);
        const e2 = step(next, slot, values, value, e);
        const f2 = step(next, slot, values, value, f);
        moved = (a ^ a2) | (b ^ b2) | (c ^ c2) | (d ^ d2) | (e ^ e2) | (f ^ f2);
        a = a2;
        b = b2;
        c = c2;
        d = d2;
        e = e2;
        f = f2;
      }
      add(sums, tree, value[a] as number);
      add(sums, tree + 1, value[b] as number);
      add(sums, tree + 2, value[c] as number);
      add(sums, tree + 3, value[d] as number);
      add(sums, tree + 4, value[e] as number);
      add(sums, tree + 5, value[f] as number);
    }
    for (; tree < roots.length; tree++) {
      let node = roots[tree] as number;
      for (let to = step(next, slot, values, value, node); to !== node; to = step(next, slot, values, value, node)) node = to;
      add(sums, tree, value[node] as number);
    }
  }
}

function step(next: Int32Array, slot: Int32Array, values: Float64Array, limits: Float64Array, node: number): number {
  // a comparison as a number, which is compiled without a branch
  return (next[node] as number) + 1 - +((values[slot[node] as number] as number) <= (limits[node] as number));
}

function add(sums: Float64Array, tree: number, value: number): void {
  const k = sums.length === 1 ? 0 : tree % sums.length;
  sums[k] = (sums[k] as number) + value;
}
