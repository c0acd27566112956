import { countCharacters } from "@mlops/core/expression";
import { histogram } from "@mlops/core/stats";
import { type Column, columnMissing, isValid, missingCount, type TableLike, toFloat64 } from "@mlops/core/table";
import { codeCountsOf } from "../validate/facts/code-counts.ts";
import { quantilesOf } from "../validate/facts/quantiles.ts";
import { deviationOf, sumOf } from "../validate/facts/sums.ts";
import { frameOf } from "../validate/frame.ts";
import { correlationsOf } from "./correlations.ts";
import type { ColumnSummary, DataProfile } from "./data-profile.ts";
import { frequenciesOf } from "./frequencies.ts";

const BINS = 20;
const QUANTILES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99] as const;

/** The edges of bins of equal width, as numpy makes them. */
function equalEdges(min: number, max: number): Float64Array {
  const edges = Float64Array.from({ length: BINS + 1 }, (_, i) => min + i * ((max - min) / BINS));
  edges[BINS] = max;
  return edges;
}

function numbersOf(column: Exclude<Column, { kind: "string" | "boolean" }>): NonNullable<ColumnSummary["numbers"]> {
  const all = column.values instanceof Float64Array ? column.values : toFloat64(column);
  const finite = new Float64Array(all.length);
  let n = 0;
  let nan = 0;
  let infinite = 0;
  let integer = true;
  let ascending = true;
  for (let row = 0; row < all.length; row++) {
    if (!isValid(column.validity, row)) continue;
    const value = all[row] as number;
    if (Number.isNaN(value)) nan++;
    else if (!Number.isFinite(value)) infinite++;
    else {
      if (integer && !Number.isInteger(value)) integer = false;
      if (n > 0 && value < (finite[n - 1] as number)) ascending = false;
      finite[n++] = value;
    }
  }
  const values = finite.subarray(0, n);
  const none = {
    nan,
    infinite,
    integer: false,
    mean: null,
    std: null,
    min: null,
    max: null,
    quantiles: {},
    histogram: null,
    ascending: false,
  };
  if (n === 0) return none;
  const found = quantilesOf(values, [0, ...QUANTILES, 1]);
  const [min, max] = [found[0] as number, found.at(-1) as number];
  const step = (max - min) / BINS;
  // Edges must ascend: values that differ in their last bits alone have no histogram.
  const bins =
    step > 1e-300 && step > 1e-14 * Math.max(Math.abs(min), Math.abs(max)) && Number.isFinite(step)
      ? histogram(values, { bins: equalEdges(min, max) })
      : undefined;
  const whole = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return {
    nan,
    infinite,
    integer,
    mean: whole(sumOf(values) / n),
    std: n < 2 ? null : whole(deviationOf(values)),
    min,
    max,
    quantiles: Object.fromEntries(QUANTILES.map((q, i) => [String(q), found[i + 1] as number])),
    histogram: bins === undefined ? null : { edges: [...bins.edges], counts: [...bins.counts] },
    ascending,
  };
}

function summaryOf(column: Column): ColumnSummary {
  const base = { kind: column.kind, rows: column.length, missing: missingCount(column), ...frequenciesOf(column) };
  if (column.kind === "boolean") return base;
  if (column.kind !== "string") return { ...base, numbers: numbersOf(column) };
  const { counts } = codeCountsOf(column.codes, column.dictionary.length);
  const lengths = column.dictionary.filter((_, code) => (counts[code] as number) > 0).map(countCharacters);
  return lengths.length === 0
    ? base
    : { ...base, lengths: { min: lengths.reduce((a, b) => Math.min(a, b)), max: lengths.reduce((a, b) => Math.max(a, b)) } };
}

export interface ProfileOptions {
  /** Columns; all when absent. */
  readonly columns?: readonly string[];
  /** Correlate numeric columns, of which there may be this many; default 40. */
  readonly correlate?: number;
}

/**
 * Describes each column of a table: what is missing, different values and the most frequent, quantiles, a histogram, lengths; and how numeric columns
 * correlate. Exact, from all rows.
 * @throws DataError `COLUMN_MISSING`
 * @example profile(aq.table({ age: [30, 40, null] })).columns.age.missing // => 1
 */
export function profile(table: TableLike, options: ProfileOptions = {}): DataProfile {
  const frame = frameOf(table);
  const names = options.columns ?? frame.columnNames;
  for (const name of names) if (!frame.columnNames.includes(name)) throw columnMissing(name, frame.columnNames);
  const columns = Object.fromEntries(names.map((name) => [name, summaryOf(frame.column(name))]));
  const numeric = names.filter((name) => frame.column(name).kind === "numeric").slice(0, options.correlate ?? 40);
  return { version: 1, rows: frame.rows, columns, correlations: correlationsOf(numeric.map((name) => [name, frame.column(name)])) };
}
