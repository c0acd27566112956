import { DataError } from "@mlops/models/errors";
import type { Matrix } from "../../estimator/matrix.ts";
import { type Backend, releaseMachine, takeMachine } from "../wasm/machine.ts";
import { binBorders } from "./thresholds.ts";
import { machineTools, TOOLS_BYTES } from "./value-tools.ts";

/** The most levels of a categorical feature. */
export const MOST_LEVELS = 1000;

/** How the values of one feature become bins. */
export interface FeatureBins {
  /** Column of the design matrix. */
  readonly source: number;
  /** Ascending borders of a numeric feature, or ascending levels of a categorical one. */
  readonly edges: Float64Array;
  readonly categorical: boolean;
  /** True when a training row misses the feature. */
  readonly hasMissing: boolean;
}

/**
 * The bins of every feature, from `rows` alone. Features stand in the order of their names, so that ties between features do not depend on
 * the order of the columns.
 */
export function featureBins(
  x: Matrix,
  rows: Int32Array,
  maxBins: number,
  categorical: readonly string[],
  backend: Backend,
  signal: AbortSignal | undefined,
): FeatureBins[] {
  const machine = takeMachine(TOOLS_BYTES, backend);
  const tools = machineTools(machine);
  const order = [...x.names.keys()].sort((a, b) => ((x.names[a] as string) < (x.names[b] as string) ? -1 : 1));
  const bins = order.map((source) => {
    signal?.throwIfAborted();
    const name = x.names[source] as string;
    const column = x.columns[source] as Float64Array;
    const isCategorical = categorical.includes(name);
    const edges = isCategorical ? levelsOf(name, column, rows) : binBorders(column, rows, maxBins, tools);
    return { source, edges, categorical: isCategorical, hasMissing: misses(column, rows) };
  });
  releaseMachine(machine);
  return bins;
}

function levelsOf(name: string, column: Float64Array, rows: Int32Array): Float64Array {
  const seen = new Set<number>();
  for (let at = 0; at < rows.length && seen.size <= MOST_LEVELS; at++) {
    const value = column[rows[at] as number] as number;
    if (!Number.isNaN(value)) seen.add(value);
    if (Math.abs(value) === Number.POSITIVE_INFINITY) {
      const detail = `${value} in row ${rows[at]} is no level`;
      throw new DataError({ code: "VALUE_INVALID", what: `feature "${name}"`, detail, row: rows[at] });
    }
  }
  if (seen.size > MOST_LEVELS) {
    const detail = `it is categorical and has more than ${MOST_LEVELS} levels`;
    throw new DataError({ code: "VALUE_INVALID", what: `feature "${name}"`, detail, hint: "group rare levels, or leave it numeric" });
  }
  return Float64Array.from(seen).sort();
}

function misses(column: Float64Array, rows: Int32Array): boolean {
  for (let at = 0; at < rows.length; at++) if (Number.isNaN(column[rows[at] as number])) return true;
  return false;
}
