import type { Matrix } from "../../estimator/matrix.ts";
import type { LossTarget } from "./block-losses.ts";
import { newton } from "./minimise.ts";
import { RowLoss, type RowLossOptions } from "./row-loss.ts";

/** A sample pays from this many rows on. */
const FROM_ROWS = 65_536;
const MOST_SAMPLED = 32_768;
/** Rows of one run. */
const RUN = 256;
/** Sampled rows per parameter at least: fewer often separate the classes. */
const PER_PARAMETER = 40;
const STEPS = 8;
const NEAR_ENOUGH = 1e-3;

/**
 * Parameters that minimise the loss of a sixteenth of the rows, evenly spread: so near those of all rows that a few Newton steps do. Null where
 * the rows are few or their sample does not settle.
 */
export function sampleStart(x: Matrix, target: LossTarget, options: RowLossOptions, from: Float64Array): Float64Array | null {
  const count = Math.min(MOST_SAMPLED, Math.floor(x.rows / 16 / RUN) * RUN);
  if (x.rows < FROM_ROWS || count < PER_PARAMETER * from.length) return null;
  const step = Math.floor((x.rows - RUN) / (count / RUN - 1));
  const drawn = <T extends Float64Array | Int32Array>(values: T): T => {
    const part = values.slice(0, count) as T;
    for (let run = 0; run * RUN < count; run++) part.set(values.subarray(run * step, run * step + RUN), run * RUN);
    return part;
  };
  const part: Matrix = { names: x.names, rows: count, columns: x.columns.map(drawn) };
  const own: LossTarget =
    target.kind === "softmax" ? { ...target, codes: drawn(target.codes) } : { ...target, values: drawn(target.values) };
  const weights = options.weights && drawn(options.weights);
  if (weights?.every((weight) => weight === 0)) return null;
  const penalty = (options.penalty * count) / x.rows;
  const loss = new RowLoss(part, own, { ...options, weights, penalty });
  const minimum = newton(loss, { tolerance: NEAR_ENOUGH, maxIterations: STEPS, start: from, onStep() {} });
  loss.close();
  return minimum.converged && minimum.parameters.every(Number.isFinite) ? minimum.parameters : null;
}
