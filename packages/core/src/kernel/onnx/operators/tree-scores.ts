import type { Forest } from "./forest.ts";
import { GROUP } from "./walk-trees.ts";

/** Scores [rows, targets] that the leaves of trees add to. */
export class TreeScores {
  readonly values: Float64Array;
  /** 1 where anything was added. */
  readonly touched: Uint8Array;
  readonly #targets: number;
  readonly #weightEnd: Int32Array;
  readonly #forest: Forest;
  readonly #complete: boolean;

  /** @param complete - whether every leaf has one weight for each target, in their order: see `completeLeaves` */
  constructor(forest: Forest, weightEnd: Int32Array, complete: boolean, rows: number, targets: number) {
    this.values = new Float64Array(rows * targets);
    this.touched = new Uint8Array(rows * targets);
    this.#targets = targets;
    this.#weightEnd = weightEnd;
    this.#forest = forest;
    this.#complete = complete;
  }

  /**
   * Sums the weights of the leaves that `count` rows from `begin` on reach in `trees` trees, `GROUP` leaves a row, tree by tree: in double where
   * `wide`, else with a rounding to 32 bits after each step.
   */
  add(leaves: Int32Array, begin: number, count: number, trees: number, wide: boolean): void {
    const { weightStart, weights, targets } = this.#forest;
    const weightEnd = this.#weightEnd;
    const { values, touched } = this;
    if (this.#complete) {
      touched.fill(1, begin * this.#targets, (begin + count) * this.#targets);
      for (let row = 0; row < count; row++)
        addComplete(
          leaves,
          GROUP * row,
          GROUP * row + trees,
          weightStart,
          weights,
          values,
          (begin + row) * this.#targets,
          this.#targets,
          wide,
        );
      return;
    }
    let first = begin * this.#targets;
    for (let row = 0; row < count; row++, first += this.#targets) {
      for (let at = GROUP * row; at < GROUP * row + trees; at++) {
        const leaf = leaves[at] as number;
        const end = weightEnd[leaf] as number;
        for (let i = weightStart[leaf] as number; i < end; i++) {
          const score = first + (targets[i] as number);
          const sum = (values[score] as number) + (weights[i] as number);
          values[score] = wide ? sum : Math.fround(sum);
          touched[score] = 1;
        }
      }
    }
  }

  /** Keeps the least or the largest weight of those leaves instead. */
  keep(leaves: Int32Array, begin: number, count: number, trees: number, largest: boolean): void {
    const { weightStart, weights, targets } = this.#forest;
    const { values, touched } = this;
    for (let row = 0; row < count; row++) {
      const first = (begin + row) * this.#targets;
      for (const leaf of leaves.subarray(GROUP * row, GROUP * row + trees)) {
        for (let i = weightStart[leaf] as number; i < (this.#weightEnd[leaf] as number); i++) {
          const score = first + (targets[i] as number);
          const weight = weights[i] as number;
          const known = values[score] as number;
          if (touched[score] === 0 || (largest ? weight > known : weight < known)) values[score] = weight;
          touched[score] = 1;
        }
      }
    }
  }
}

/** The same sums, three targets at a time, in registers. */
function addComplete(
  leaves: Int32Array,
  from: number,
  to: number,
  weightStart: Int32Array,
  weights: Float64Array,
  values: Float64Array,
  first: number,
  targets: number,
  wide: boolean,
): void {
  let k = 0;
  for (; k + 2 < targets; k += 3) {
    let a = values[first + k] as number;
    let b = values[first + k + 1] as number;
    let c = values[first + k + 2] as number;
    for (let at = from; at < to; at++) {
      const start = (weightStart[leaves[at] as number] as number) + k;
      a += weights[start] as number;
      b += weights[start + 1] as number;
      c += weights[start + 2] as number;
      if (wide) continue;
      a = Math.fround(a);
      b = Math.fround(b);
      c = Math.fround(c);
    }
    values[first + k] = a;
    values[first + k + 1] = b;
    values[first + k + 2] = c;
  }
  for (; k < targets; k++) {
    let sum = values[first + k] as number;
    for (let at = from; at < to; at++) {
      sum += weights[(weightStart[leaves[at] as number] as number) + k] as number;
      if (!wide) sum = Math.fround(sum);
    }
    values[first + k] = sum;
  }
}

/** Whether every leaf has one weight for each target, in their order; with a single target it may have more, which do not count. */
export function completeLeaves({ features, weightStart, targets }: Forest, weightEnd: Int32Array, count: number): boolean {
  for (let node = 0; node < features.length; node++) {
    if ((features[node] as number) >= 0) continue;
    const start = weightStart[node] as number;
    if ((weightEnd[node] as number) - start !== count) return false;
    for (let k = 0; k < count; k++) if (targets[start + k] !== k) return false;
  }
  return true;
}

/** Where each leaf's weights end; with a single target a leaf's first weight alone counts. */
export function weightEnds({ weightStart }: Forest, targets: number): Int32Array {
  const ends = weightStart.slice(1);
  return targets === 1 ? ends.map((end, leaf) => Math.min(end, (weightStart[leaf] as number) + 1)) : ends;
}
