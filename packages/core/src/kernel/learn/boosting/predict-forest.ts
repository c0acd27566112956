import { kindOf } from "../wasm/machine.ts";
import type { Forest } from "./forest.ts";
import { predictBlocks } from "./predict-blocks.ts";
import { countBelow } from "./thresholds.ts";
import { RowWalker } from "./walk-row.ts";

/** Rows that are walked together: their codes stay in the first-level cache. */
const BLOCK = 256;
/** Up to this many rows, comparing the values themselves is cheaper than coding them first. */
const FEW = 16;
/** From so many rows on, the kernels in WebAssembly are worth telling them the trees. */
const MANY = 512;
/** A missing value where it goes right: above every threshold's rank. */
const ABOVE_ALL = 0x7fffffff;
/** Numbers per node: feature's codes or -1, rank of the threshold, left child. */
const NODE = 3;

/**
 * Raw scores of rows. A feature's thresholds are ranked once; a row's value becomes the number of thresholds below it, so that a step down a
 * tree is one integer subtraction without a branch.
 */
export class ForestPredictor {
  readonly #forest: Forest;
  /** Ascending thresholds of each feature. */
  readonly #thresholds: readonly Float64Array[];
  /** Rank of each node's threshold among its feature's. */
  readonly #ranks: Int32Array;
  readonly #few: RowWalker;
  #nodes: Int32Array | null = null;

  constructor(forest: Forest, width: number) {
    this.#forest = forest;
    this.#thresholds = thresholdsOf(forest, width);
    this.#ranks = ranksOf(forest, this.#thresholds);
    this.#few = new RowWalker(forest, width);
  }

  /** One array of raw scores per output. */
  raw(columns: readonly Float64Array[], rows: number): Float64Array[] {
    const { base } = this.#forest;
    const scores: Float64Array[] = [];
    for (let k = 0; k < base.length; k++) scores.push(new Float64Array(rows).fill(base[k] as number));
    if (this.#forest.levels !== null || rows <= FEW) {
      for (let row = 0; row < rows; row++) {
        if (this.#forest.levels === null) this.#few.add(columns, row, scores);
        else this.#walkValues(this.#forest.levels, columns, row, scores);
      }
      return scores;
    }
    if (rows >= MANY && kindOf("auto") === "wasm") return predictBlocks(this.#forest, this.#thresholds, this.#ranks, columns, rows);
    const codes = new Int32Array(2 * BLOCK * this.#thresholds.length);
    for (let begin = 0; begin < rows; begin += BLOCK) {
      const count = Math.min(BLOCK, rows - begin);
      this.#code(columns, begin, count, codes);
      this.#walkCodes(codes, begin, count, scores);
    }
    return scores;
  }

  /** Walks trees that part levels. */
  #walkValues(levels: NonNullable<Forest["levels"]>, columns: readonly Float64Array[], row: number, scores: readonly Float64Array[]): void {
    const { roots, feature, value, left, missingLeft } = this.#forest;
    const outputs = scores.length;
    for (let t = 0; t < roots.length; t++) {
      let node = roots[t] as number;
      let f = feature[node] as number;
      while (f >= 0) {
        const x = (columns[f] as Float64Array)[row] as number;
        const own = levels[node];
        const goesLeft = own ? holds(own, x) : x <= (value[node] as number) || (missingLeft[node] === 1 && Number.isNaN(x));
        node = (left[node] as number) + (goesLeft ? 0 : 1);
        f = feature[node] as number;
      }
      const score = scores[outputs === 1 ? 0 : t % outputs] as Float64Array;
      score[row] = (score[row] as number) + (value[node] as number);
    }
  }

  /** Two codes per feature and row: with missing values below all thresholds, and above all. */
  #code(columns: readonly Float64Array[], begin: number, count: number, codes: Int32Array): void {
    for (let f = 0; f < this.#thresholds.length; f++) {
      const thresholds = this.#thresholds[f] as Float64Array;
      if (thresholds.length === 0) continue;
      const column = columns[f] as Float64Array;
      const low = 2 * f * BLOCK;
      const high = low + BLOCK;
      for (let at = 0; at < count; at++) {
        const x = column[begin + at] as number;
        const code = countBelow(thresholds, x);
        const missing = Number.isNaN(x);
        codes[low + at] = missing ? 0 : code;
        codes[high + at] = missing ? ABOVE_ALL : code;
      }
    }
  }

  #walkCodes(codes: Int32Array, begin: number, count: number, scores: readonly Float64Array[]): void {
    this.#nodes ??= rankedNodes(this.#forest, this.#ranks);
    const nodes = this.#nodes;
    const { roots, value } = this.#forest;
    const outputs = scores.length;
    for (let t = 0; t < roots.length; t++) {
      const score = scores[t % outputs] as Float64Array;
      const root = (roots[t] as number) * NODE;
      const pairs = count & ~1;
      let at = 0;
      for (; at < pairs; at += 2) {
        let a = root;
        let b = root;
        let slotA = nodes[a] as number;
        let slotB = slotA;
        // two rows step down together until one reaches its leaf, so that the waits for memory overlap
        while ((slotA | slotB) >= 0) {
          // the sign bit of rank - code is 1 where the value lies above the threshold
          a = (nodes[a + 2] as number) + (((nodes[a + 1] as number) - (codes[slotA + at] as number)) >>> 31) * NODE;
          b = (nodes[b + 2] as number) + (((nodes[b + 1] as number) - (codes[slotB + at + 1] as number)) >>> 31) * NODE;
          slotA = nodes[a] as number;
          slotB = nodes[b] as number;
        }
        score[begin + at] = (score[begin + at] as number) + leafValue(nodes, codes, at, a, value);
        score[begin + at + 1] = (score[begin + at + 1] as number) + leafValue(nodes, codes, at + 1, b, value);
      }
      if (at < count) score[begin + at] = (score[begin + at] as number) + leafValue(nodes, codes, at, root, value);
    }
  }
}

/** True when `value` is among the ascending values. */
function holds(values: Float64Array, value: number): boolean {
  return values[countBelow(values, value)] === value;
}

/** The score of the leaf that row `at` of the block reaches from `node`. */
function leafValue(nodes: Int32Array, codes: Int32Array, at: number, from: number, value: Float64Array): number {
  let node = from;
  let slot = nodes[node] as number;
  while (slot >= 0) {
    node = (nodes[node + 2] as number) + (((nodes[node + 1] as number) - (codes[slot + at] as number)) >>> 31) * NODE;
    slot = nodes[node] as number;
  }
  return value[nodes[node + 1] as number] as number;
}

/** Ascending thresholds of each feature. */
export function thresholdsOf({ feature, value }: Forest, width: number): Float64Array[] {
  const sets = Array.from({ length: width }, () => new Set<number>());
  for (let node = 0; node < feature.length; node++) {
    const f = feature[node] as number;
    if (f >= 0) (sets[f] as Set<number>).add(value[node] as number);
  }
  return sets.map((set) => Float64Array.from(set).sort());
}

/** Rank of each node's threshold among those of its feature; 0 at a leaf. */
export function ranksOf({ feature, value }: Forest, thresholds: readonly Float64Array[]): Int32Array {
  const ranks = new Int32Array(feature.length);
  for (let node = 0; node < feature.length; node++) {
    const f = feature[node] as number;
    if (f >= 0) ranks[node] = countBelow(thresholds[f] as Float64Array, value[node] as number);
  }
  return ranks;
}

function rankedNodes({ feature, missingLeft, left }: Forest, ranks: Int32Array): Int32Array {
  const nodes = new Int32Array(feature.length * NODE);
  for (let node = 0; node < feature.length; node++) {
    const f = feature[node] as number;
    const at = node * NODE;
    nodes[at] = f < 0 ? -1 : (2 * f + (missingLeft[node] === 1 ? 0 : 1)) * BLOCK;
    nodes[at + 1] = f < 0 ? node : (ranks[node] as number);
    nodes[at + 2] = f < 0 ? -1 : (left[node] as number) * NODE;
  }
  return nodes;
}
