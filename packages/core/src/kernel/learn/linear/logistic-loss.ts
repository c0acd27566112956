import type { ClassificationTarget } from "../../estimator/matrix.ts";
import { dot } from "./dot.ts";
import type { Standardised } from "./standardise.ts";
import { BLOCK, WeightedGram } from "./weighted-gram.ts";

/**
 * The penalised mean log loss `(1/W) Σ w·loss + ½ Σ penalty_f · β²` of a linear classifier in standardised units. Two classes have one row of
 * parameters, K have K; a row holds the intercept and then one coefficient per feature.
 */
export class LogisticLoss {
  readonly outputs: number;
  /** Parameters of one output: intercept and coefficients. */
  readonly stride: number;
  readonly size: number;
  readonly penalty: Float64Array;
  readonly #columns: Standardised;
  readonly #codes: Int32Array;
  /** Row weights divided by their sum. */
  readonly #weights: Float64Array;
  readonly #fitIntercept: boolean;
  readonly #probabilities: readonly Float64Array[];
  #gram: WeightedGram | null = null;
  readonly #residual = new Float64Array(BLOCK);

  constructor(columns: Standardised, y: ClassificationTarget, weights: Float64Array | undefined, c: number, fitIntercept: boolean) {
    const classes = y.classes.length;
    const total = weights === undefined ? columns.rows : weights.reduce((sum, weight) => sum + weight, 0);
    this.outputs = classes === 2 ? 1 : classes;
    this.stride = columns.width + 1;
    this.size = this.outputs * this.stride;
    // a coefficient in the feature's own units is β / scale; a constant feature's stays 0
    this.penalty = columns.scale.map((scale) => (scale === 0 ? 1 : 1 / (c * total * scale * scale)));
    this.#columns = columns;
    this.#codes = y.codes;
    this.#weights = weights === undefined ? new Float64Array(columns.rows).fill(1 / total) : weights.map((weight) => weight / total);
    this.#fitIntercept = fitIntercept;
    this.#probabilities = Array.from({ length: this.outputs }, () => new Float64Array(columns.rows));
  }

  /** The loss at `parameters`; its gradient goes into `gradient`. Probabilities are kept for `hessian`. */
  evaluate(parameters: Float64Array, gradient: Float64Array): number {
    const { rows } = this.#columns;
    gradient.fill(0);
    let loss = 0;
    for (let begin = 0; begin < rows; begin += BLOCK) {
      const count = Math.min(BLOCK, rows - begin);
      this.#scores(parameters, begin, count);
      loss += this.outputs === 1 ? this.#binary(begin, count) : this.#multinomial(begin, count);
      this.#addGradient(begin, count, gradient);
    }
    for (let k = 0; k < this.outputs; k++) {
      for (let f = 0; f < this.penalty.length; f++) {
        const at = k * this.stride + 1 + f;
        const pull = (this.penalty[f] as number) * (parameters[at] as number);
        loss += (pull * (parameters[at] as number)) / 2;
        gradient[at] = (gradient[at] as number) + pull;
      }
      if (!this.#fitIntercept) gradient[k * this.stride] = 0;
    }
    return loss;
  }

  /** Second derivatives at the last evaluated parameters: lower triangle, row by row, made positive definite along directions that shift all classes alike. */
  hessian(): Float64Array {
    const { outputs, size, stride } = this;
    const { rows, width } = this.#columns;
    const hessian = new Float64Array(size * size);
    const curvature = new Float64Array(BLOCK);
    this.#gram ??= new WeightedGram(this.#columns);
    for (let begin = 0; begin < rows; begin += BLOCK) {
      const count = Math.min(BLOCK, rows - begin);
      for (let k = 0; k < outputs; k++) {
        for (let l = 0; l <= k; l++) {
          // a block of two different outputs is symmetric too: its upper part is copied at the end
          this.#curvature(k, l, begin, count, curvature);
          this.#gram.add(begin, count, curvature, hessian, k * stride * size + l * stride, size);
        }
      }
    }
    for (let k = 0; k < outputs; k++) {
      for (let l = 0; l <= k; l++) {
        const corner = k * stride * size + l * stride;
        if (l < k)
          for (let f = 0; f < stride; f++)
            for (let g = f + 1; g < stride; g++) hessian[corner + f * size + g] = hessian[corner + g * size + f] as number;
        for (let f = 0; f <= width; f++) {
          const at = corner + f * size + f;
          if (k === l && f > 0) hessian[at] = (hessian[at] as number) + (this.penalty[f - 1] as number);
          if (outputs > 1) hessian[at] = (hessian[at] as number) + 1 / outputs;
        }
      }
      if (!this.#fitIntercept) this.#fixIntercept(hessian, k);
    }
    return hessian;
  }

  #fixIntercept(hessian: Float64Array, k: number): void {
    const at = k * this.stride;
    for (let other = 0; other < this.size; other++) {
      hessian[at * this.size + other] = 0;
      hessian[other * this.size + at] = 0;
    }
    hessian[at * this.size + at] = 1;
  }

  /** Raw scores of a block, into the probabilities. */
  #scores(parameters: Float64Array, begin: number, count: number): void {
    const { rows, width, values } = this.#columns;
    for (let k = 0; k < this.outputs; k++) {
      const scores = this.#probabilities[k] as Float64Array;
      scores.fill(parameters[k * this.stride] as number, begin, begin + count);
      for (let f = 0; f < width; f++) {
        const factor = parameters[k * this.stride + 1 + f] as number;
        const own = f * rows + begin;
        for (let at = 0; at < count; at++) scores[begin + at] = (scores[begin + at] as number) + factor * (values[own + at] as number);
      }
    }
  }

  /** Scores to probabilities of the second class; returns the block's loss. */
  #binary(begin: number, count: number): number {
    const p = this.#probabilities[0] as Float64Array;
    let loss = 0;
    for (let row = begin; row < begin + count; row++) {
      const score = p[row] as number;
      const margin = this.#codes[row] === 1 ? score : -score;
      const power = Math.exp(-Math.abs(margin));
      loss += (this.#weights[row] as number) * (Math.log1p(power) + Math.max(0, -margin));
      p[row] = 1 / (1 + Math.exp(-score));
    }
    return loss;
  }

  #multinomial(begin: number, count: number): number {
    const all = this.#probabilities;
    let loss = 0;
    for (let row = begin; row < begin + count; row++) {
      let largest = Number.NEGATIVE_INFINITY;
      for (let k = 0; k < all.length; k++) largest = Math.max(largest, (all[k] as Float64Array)[row] as number);
      const own = (all[this.#codes[row] as number] as Float64Array)[row] as number;
      let sum = 0;
      for (let k = 0; k < all.length; k++) {
        const power = Math.exp(((all[k] as Float64Array)[row] as number) - largest);
        (all[k] as Float64Array)[row] = power;
        sum += power;
      }
      for (let k = 0; k < all.length; k++) (all[k] as Float64Array)[row] = ((all[k] as Float64Array)[row] as number) / sum;
      loss += (this.#weights[row] as number) * (largest + Math.log(sum) - own);
    }
    return loss;
  }

  #addGradient(begin: number, count: number, gradient: Float64Array): void {
    const { rows, width, values } = this.#columns;
    const residual = this.#residual;
    for (let k = 0; k < this.outputs; k++) {
      const p = this.#probabilities[k] as Float64Array;
      const positive = this.outputs === 1 ? 1 : k;
      let sum = 0;
      for (let at = 0; at < count; at++) {
        const row = begin + at;
        const value = (this.#weights[row] as number) * ((p[row] as number) - (this.#codes[row] === positive ? 1 : 0));
        residual[at] = value;
        sum += value;
      }
      const corner = k * this.stride;
      gradient[corner] = (gradient[corner] as number) + sum;
      for (let f = 0; f < width; f++)
        gradient[corner + 1 + f] = (gradient[corner + 1 + f] as number) + dot(residual, 0, values, f * rows + begin, count);
    }
  }

  /** `w · p_k · (δ_kl - p_l)` of a block. */
  #curvature(k: number, l: number, begin: number, count: number, into: Float64Array): void {
    const pk = this.#probabilities[k] as Float64Array;
    const pl = this.#probabilities[l] as Float64Array;
    for (let at = 0; at < count; at++) {
      const row = begin + at;
      into[at] = (this.#weights[row] as number) * (pk[row] as number) * ((k === l ? 1 : 0) - (pl[row] as number));
    }
  }
}
