import type { Matrix } from "../../estimator/matrix.ts";
import type { Backend } from "../wasm/machine.ts";
import { addBlock, fillBlock, type LossTarget, outputsOf, squaresOf, vectorsOf } from "./block-losses.ts";
import type { Smooth } from "./minimise.ts";
import { RowBlocks, type Units } from "./row-blocks.ts";

export interface RowLossOptions {
  readonly weights: Float64Array | undefined;
  readonly fitIntercept: boolean;
  /** Weight of `½‖b‖²`, b being the coefficients in the features' own units, beside the sum of the weighted losses. */
  readonly penalty: number;
  readonly units: Units;
  readonly backend: Backend | undefined;
  /** Called now and then within a pass over the rows; may throw. */
  readonly onBlock: () => void;
}

/**
 * The mean loss `(1/W) (Σ w·loss + ½ penalty·‖b‖²)` of a linear model, in one pass over the rows for its value and derivatives. A row of
 * parameters per output: the intercept, then a coefficient for each feature in the given units. Close it when done.
 */
export class RowLoss implements Smooth {
  readonly outputs: number;
  /** Parameters of one output. */
  readonly stride: number;
  readonly size: number;
  readonly #blocks: RowBlocks;
  readonly #target: LossTarget;
  readonly #options: RowLossOptions;
  readonly #total: number;
  readonly #penalty: Float64Array;
  #last: { parameters: Float64Array; gradient: Float64Array; loss: number } | null = null;
  #hessian: Float64Array | null = null;
  #units: "near" | "far" | "not finite" = "near";

  constructor(x: Matrix, target: LossTarget, options: RowLossOptions) {
    const { weights, units } = options;
    this.outputs = outputsOf(target);
    this.stride = x.columns.length + 1;
    this.size = this.outputs * this.stride;
    this.#target = target;
    this.#options = options;
    this.#total = weights === undefined ? x.rows : weights.reduce((sum, weight) => sum + weight, 0);
    this.#penalty = units.scale.map((scale) => (options.penalty * scale * scale) / this.#total);
    const needs = { vectors: vectorsOf(target), sums: 2 * this.outputs, squares: squaresOf(target), backend: options.backend };
    this.#blocks = new RowBlocks([null, ...x.columns], x.rows, needs);
    this.#blocks.use({ shift: Float64Array.of(0, ...units.shift), scale: Float64Array.of(1, ...units.scale) });
  }

  evaluate(parameters: Float64Array, gradient: Float64Array, curved = false): number {
    const last = this.#last;
    if (last !== null && (this.#hessian !== null || !curved) && last.parameters.every((value, at) => value === parameters[at])) {
      gradient.set(last.gradient);
      return last.loss;
    }
    const blocks = this.#blocks;
    const { outputs, stride } = this;
    const { weights, fitIntercept, onBlock } = this.#options;
    const sums = blocks.view(blocks.sums(0), 2 * outputs * blocks.size).fill(0);
    for (let k = 0; k < outputs; k++) sums.set(parameters.subarray(k * stride, (k + 1) * stride), k * blocks.size);
    if (curved) blocks.view(blocks.square(0), squaresOf(this.#target) * blocks.size ** 2).fill(0);
    let loss = 0;
    blocks.each((begin, count, pairs) => {
      fillBlock(blocks, this.#target, weights, begin, count);
      loss += addBlock(blocks, this.#target, pairs, curved);
    }, onBlock);
    loss /= this.#total;
    for (let k = 0; k < outputs; k++) {
      const own = (outputs + k) * blocks.size;
      gradient[k * stride] = fitIntercept ? (sums[own] as number) / this.#total : 0;
      for (let f = 1; f < stride; f++) {
        const value = parameters[k * stride + f] as number;
        const pull = (this.#penalty[f - 1] as number) * value;
        loss += (pull * value) / 2;
        gradient[k * stride + f] = (sums[own + f] as number) / this.#total + pull;
      }
    }
    this.#last = { parameters: parameters.slice(), gradient: gradient.slice(), loss };
    this.#hessian = curved ? this.#secondDerivatives() : null;
    return loss;
  }

  /**
   * Second derivatives at the last evaluated parameters: lower triangle, row by row, made positive definite along directions that shift all
   * classes alike.
   */
  hessian(): Float64Array {
    const parameters = this.#last?.parameters ?? new Float64Array(this.size);
    if (this.#hessian === null) this.evaluate(parameters, new Float64Array(this.size), true);
    return this.#hessian as Float64Array;
  }

  /** What the last second derivatives tell of the units: "far" from the columns' own, so that digits are lost, or values are not finite. */
  get units(): "near" | "far" | "not finite" {
    return this.#units;
  }

  close(): void {
    this.#blocks.close();
  }

  #secondDerivatives(): Float64Array {
    const { outputs, size, stride } = this;
    const blocks = this.#blocks;
    const hessian = new Float64Array(size * size);
    this.#units = "near";
    for (let k = 0, square = 0; k < outputs; k++) {
      for (let l = 0; l <= k; l++, square++) {
        const raw = blocks.view(blocks.square(square), blocks.size ** 2);
        const corner = k * stride * size + l * stride;
        for (let f = 0; f < stride; f++) {
          for (let g = 0; g <= f; g++) {
            const value = (raw[f * blocks.size + g] as number) / this.#total;
            hessian[corner + f * size + g] = value;
            // a square of two different outputs is symmetric too
            if (l < k) hessian[corner + g * size + f] = value;
          }
          const at = corner + f * size + f;
          if (k === l) this.#look(raw, f, hessian[at] as number);
          // a column that is always 0 keeps its coefficient
          if (k === l && hessian[at] === 0) hessian[at] = 1;
          if (k === l && f > 0) hessian[at] = (hessian[at] as number) + (this.#penalty[f - 1] as number);
          if (outputs > 1) hessian[at] = (hessian[at] as number) + 1 / outputs;
        }
      }
    }
    if (!this.#options.fitIntercept) for (let k = 0; k < outputs; k++) this.#fixIntercept(hessian, k * stride);
    return hessian;
  }

  #look(raw: Float64Array, f: number, curvature: number): void {
    if (!Number.isFinite(curvature)) this.#units = "not finite";
    if (f === 0 || !this.#options.fitIntercept || this.#units !== "near") return;
    const line = f * this.#blocks.size;
    if ((raw[line] as number) ** 2 > 0.5 * (raw[0] as number) * (raw[line + f] as number)) this.#units = "far";
  }

  #fixIntercept(hessian: Float64Array, at: number): void {
    for (let other = 0; other < this.size; other++) {
      hessian[at * this.size + other] = 0;
      hessian[other * this.size + at] = 0;
    }
    hessian[at * this.size + at] = 1;
  }
}
