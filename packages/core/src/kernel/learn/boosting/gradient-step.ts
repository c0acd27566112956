import { type GradientGrid, gradientGrid, toGrid } from "./gradient-grid.ts";
import type { Objective } from "./objective.ts";
import { SHARED_ROWS, TASK } from "./perform.ts";
import type { Workspace } from "./workspace.ts";

/** Writes the gradients of each tree into the workspace. */
export class GradientStep {
  readonly #workspace: Workspace;
  readonly #objective: Objective;
  /** Grid of log loss, whose gradients stay below the weights and whose hessians below a quarter of them. */
  readonly #fixed: GradientGrid;

  constructor(workspace: Workspace, objective: Objective, weights: Float64Array | undefined) {
    this.#workspace = workspace;
    this.#objective = objective;
    const { layout, machine } = workspace;
    const largest = weights?.reduce((high, weight) => Math.max(high, weight), 0) ?? 1;
    const sum = weights?.reduce((total, weight) => total + weight, 0) ?? layout.rows;
    const bounds = { largestGradient: largest, gradients: sum, largestHessian: largest / 4, hessians: sum / 4 };
    this.#fixed = gradientGrid(bounds, layout.bits);
    if (objective.codes !== null) {
      new Uint8Array(machine.buffer, layout.codes, layout.rows).set(objective.codes);
      if (weights !== undefined) workspace.doubles(layout.weights, layout.rows).set(weights);
    }
  }

  /** The gradients and hessians of an output; returns the grid they lie on. */
  take(raw: readonly Float64Array[], output: number): GradientGrid {
    const { layout, machine, args } = this.#workspace;
    if (this.#objective.codes !== null) {
      args.set([this.#fixed.gradient, this.#fixed.hessian]);
      this.#workspace.run(TASK.LOG_LOSS, layout.rows >= SHARED_ROWS);
      return this.#fixed;
    }
    const gradients = this.#workspace.doubles(layout.work, layout.rows);
    const hessians = this.#workspace.doubles(layout.work + layout.scoreBytes, layout.rows);
    this.#objective.gradients(raw, output, gradients, hessians);
    return toGrid(gradients, hessians, new Int32Array(machine.buffer, layout.gradients, 2 * layout.rows), layout.bits);
  }
}
