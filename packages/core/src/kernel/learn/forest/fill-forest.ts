import { DataError } from "@mlops/models/errors";
import type { Matrix, Target } from "../../estimator/matrix.ts";
import { upTo } from "../boosting/draw-rows.ts";
import type { FeatureBins } from "../boosting/feature-bins.ts";
import { weightedMean } from "../boosting/weighted-rows.ts";
import { forestKernels } from "../wasm/forest-machine.ts";
import type { Machine } from "../wasm/kernels.ts";
import { CHUNK_ROWS, type ForestLayout } from "./forest-layout.ts";

/** Numbers are learned as `value / unit - centre`, the unit a power of two, so that large and small ones keep their precision. */
export interface Scale {
  readonly centre: number;
  readonly unit: number;
}

/** Writes the bins of every row, and the range of values of each bin. */
export function fillColumns(
  x: Matrix,
  features: readonly FeatureBins[],
  machine: Machine,
  layout: ForestLayout,
  signal: AbortSignal | undefined,
): void {
  const kernels = forestKernels(machine);
  const doubles = (address: number, length: number): Float64Array => new Float64Array(machine.buffer, address, length);
  const borders = doubles(layout.borders, 256);
  const info = new Int32Array(machine.buffer, layout.info, 2 * features.length);
  doubles(layout.lows, 256 * features.length).fill(Number.POSITIVE_INFINITY);
  const highs = doubles(layout.highs, 256 * features.length).fill(Number.POSITIVE_INFINITY);
  for (const [f, { source, edges, hasMissing }] of features.entries()) {
    signal?.throwIfAborted();
    const column = x.columns[source] as Float64Array;
    const missing = edges.length + 1;
    info.set([missing + 1, hasMissing ? 1 : 0], 2 * f);
    if (layout.drawThresholds) new Float32Array(machine.buffer, layout.values + 4 * x.rows * f, x.rows).set(column);
    // above the bins stand infinities
    highs.fill(Number.NEGATIVE_INFINITY, 256 * f, 256 * f + missing);
    borders.fill(Number.POSITIVE_INFINITY).set(edges);
    for (let begin = 0; begin < x.rows; begin += CHUNK_ROWS) {
      const values = column.subarray(begin, begin + CHUNK_ROWS);
      doubles(layout.chunk, values.length).set(values);
      const bins = layout.binned + begin * layout.stride + f;
      kernels.binValues(
        layout.chunk,
        values.length,
        layout.borders,
        missing,
        bins,
        layout.stride,
        layout.lows + 2048 * f,
        layout.highs + 2048 * f,
      );
    }
  }
}

/** Writes the targets and weights of the rows. */
export function fillTarget(y: Target, weights: Float64Array | undefined, trees: number, { buffer }: Machine, layout: ForestLayout): Scale {
  const { rows, bootstrap } = layout;
  if (weights !== undefined) {
    const into = new Float64Array(buffer, layout.weights, rows);
    let sum = 0;
    for (let row = 0; row < rows; row++) {
      sum += weights[row] as number;
      into[row] = bootstrap ? sum : (weights[row] as number);
    }
  }
  if (y.kind === "classification") {
    if (layout.classes > 0) new Int32Array(buffer, layout.target, rows).set(y.codes);
    else new Float64Array(buffer, layout.target, rows).set(y.codes);
    return { centre: 0, unit: 1 };
  }
  let largest = 0;
  for (let row = 0; row < rows; row++) largest = Math.max(largest, Math.abs(y.values[row] as number));
  if (!Number.isFinite(16 * trees * largest)) {
    const detail = `a sum of ${trees} predictions of ${largest} is beyond what doubles hold`;
    throw new DataError({ code: "VALUE_INVALID", what: "the target", detail, hint: "give it in a larger unit" });
  }
  const unit = largest > 0 ? 2 ** Math.max(-1000, Math.floor(Math.log2(largest))) : 1;
  const centre = weightedMean(upTo(rows), weights, (row) => (y.values[row] as number) / unit);
  const into = new Float64Array(buffer, layout.target, rows);
  for (let row = 0; row < rows; row++) into[row] = (y.values[row] as number) / unit - centre;
  return { centre, unit };
}
