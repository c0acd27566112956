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

  constructor(forest: Forest, weightEnd: Int32Array, rows: number, targets: number) {
    this.values = new Float64Array(rows * targets);
    this.touched = new Uint8Array(rows * targets);
    this.#targets = targets;
    this.#weightEnd = weightEnd;
    this.#forest = forest;
  }

  /**
   * Sums the weights of the leaves that `count` rows from `begin` on reach in `trees` trees, `GROUP` leaves a row, tree by tree: in double where
   * `wide`, else with a rounding to 32 bits after each step.
   */
  add(leaves: Int32Array, begin: number, count: number, trees: number, wide: boolean): void {
    const { weightStart, weights, targets } = this.#forest;
    const weightEnd = this.#weightEnd;
    const { values, touched } = this;
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

/** Where each leaf's weights end; with a single target a leaf's first weight alone counts. */
export function weightEnds({ weightStart }: Forest, targets: number): Int32Array {
  const ends = weightStart.slice(1);
  return targets === 1 ? ends.map((end, leaf) => Math.min(end, (weightStart[leaf] as number) + 1)) : ends;
}
