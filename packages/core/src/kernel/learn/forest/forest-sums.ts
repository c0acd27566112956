import type { Forest } from "../boosting/forest.ts";
import { predictBlocks } from "../boosting/predict-blocks.ts";
import { ForestPredictor, ranksOf, thresholdsOf } from "../boosting/predict-forest.ts";
import { kindOf } from "../wasm/machine.ts";

/** Rows walked through one tree before the next: rows and tree stay in the first-level cache. */
const BLOCK = 64;

/** From so many rows on, the kernels in WebAssembly are worth telling them the trees. */
const MANY = 512;

/** Sums of what the leaves add, by output, for rows of a forest of `width` features. Sums are exact, so their order does not matter. */
export class ForestSums {
  readonly #forest: Forest;
  readonly #width: number;
  // ranking the thresholds of deep trees takes a while, which a fit need not wait for
  #predictor: ForestPredictor | null = null;
  #ranked: { readonly thresholds: Float64Array[]; readonly ranks: Int32Array } | null = null;

  constructor(forest: Forest, width: number) {
    this.#forest = forest;
    this.#width = width;
  }

  of(columns: readonly Float64Array[], rows: number): Float64Array[] {
    const { vectors } = this.#forest;
    if (vectors === null) {
      this.#predictor ??= new ForestPredictor(this.#forest, this.#width);
      return this.#predictor.raw(columns, rows);
    }
    if (rows < MANY || kindOf("auto") === "js") return sumVectors(this.#forest, vectors, columns, rows);
    this.#ranked ??= this.#rank();
    return predictBlocks(this.#forest, this.#ranked.thresholds, this.#ranked.ranks, columns, rows);
  }

  #rank(): { thresholds: Float64Array[]; ranks: Int32Array } {
    const thresholds = thresholdsOf(this.#forest, this.#width);
    return { thresholds, ranks: ranksOf(this.#forest, thresholds) };
  }
}

function sumVectors(forest: Forest, vectors: Float64Array, columns: readonly Float64Array[], rows: number): Float64Array[] {
  const { roots, feature, value, left, missingLeft, base } = forest;
  const outputs = base.length;
  const width = columns.length;
  const out = Array.from(base, (start) => new Float64Array(rows).fill(start));
  const block = new Float64Array(BLOCK * width);
  const sums = new Float64Array(BLOCK * outputs);
  for (let begin = 0; begin < rows; begin += BLOCK) {
    const count = Math.min(BLOCK, rows - begin);
    for (let f = 0; f < width; f++) {
      const column = columns[f] as Float64Array;
      for (let at = 0; at < count; at++) block[at * width + f] = column[begin + at] as number;
    }
    sums.fill(0);
    for (let tree = 0; tree < roots.length; tree++) {
      for (let at = 0; at < count; at++) {
        let node = roots[tree] as number;
        for (let f = feature[node] as number; f >= 0; f = feature[node] as number) {
          const x = block[at * width + f] as number;
          const goesLeft = x <= (value[node] as number) || (missingLeft[node] === 1 && Number.isNaN(x));
          node = (left[node] as number) + (goesLeft ? 0 : 1);
        }
        const from = (value[node] as number) * outputs;
        for (let k = 0; k < outputs; k++) sums[at * outputs + k] = (sums[at * outputs + k] as number) + (vectors[from + k] as number);
      }
    }
    for (const [k, scores] of out.entries())
      for (let at = 0; at < count; at++) scores[begin + at] = (scores[begin + at] as number) + (sums[at * outputs + k] as number);
  }
  return out;
}
