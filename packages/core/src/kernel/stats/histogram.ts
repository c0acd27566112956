import { ConfigError } from "@mlops/models/errors";
import { quantileOfSorted, sortedValues } from "./quantile.ts";

export interface Histogram {
  /** bins + 1 ascending edges; bins are half-open, the last one includes its upper edge. */
  readonly edges: Float64Array;
  readonly counts: Float64Array;
  /** Values below the first edge, above the last one, or NaN. */
  readonly outside: number;
}

export interface HistogramOptions {
  /** A number of equal bins over the range, the edges themselves, or `auto` (default): as numpy's, the narrower bin of Freedman–Diaconis and Sturges. */
  readonly bins?: number | "auto" | ArrayLike<number>;
  /** Most bins that `auto` may take. Default 512. */
  readonly maxBins?: number;
}

/**
 * Counts per bin, as numpy.histogram counts. Infinite values are outside; values that are all equal get one bin of width 1 around them.
 * @throws ConfigError `PARAMETER_INVALID` for fewer than one bin or edges that do not ascend
 * @example [...histogram([1, 2, 3, 4], { bins: 2 }).counts] // => [2, 2]
 */
export function histogram(values: ArrayLike<number>, options: HistogramOptions = {}): Histogram {
  const { bins = "auto", maxBins = 512 } = options;
  const edges = typeof bins === "object" ? Float64Array.from(bins) : equalEdges(values, bins, maxBins);
  for (let i = 1; i < edges.length; i++) if (!((edges[i] as number) > (edges[i - 1] as number))) throw badBins("the edges must ascend");
  if (edges.length < 2) throw badBins("there must be at least one bin");
  return countInto(edges, values);
}

function badBins(detail: string): ConfigError {
  return new ConfigError({ code: "PARAMETER_INVALID", parameter: "bins", detail });
}

function equalEdges(values: ArrayLike<number>, bins: number | "auto", maxBins: number): Float64Array {
  if (bins !== "auto" && !(Number.isInteger(bins) && bins >= 1)) throw badBins(`${bins} is not a whole number from 1 on`);
  const sorted = sortedValues(values).filter((value) => Number.isFinite(value));
  let low = sorted[0] ?? 0;
  let high = sorted[sorted.length - 1] ?? 1;
  const count = bins === "auto" ? Math.min(maxBins, automaticBins(sorted)) : bins;
  if (low === high) {
    low -= 0.5;
    high += 0.5;
  }
  const step = (high - low) / count;
  const edges = Float64Array.from({ length: count + 1 }, (_, i) => low + i * step);
  edges[count] = high;
  return edges;
}

function automaticBins(sorted: Float64Array): number {
  const n = sorted.length;
  const range = (sorted[n - 1] as number) - (sorted[0] as number);
  if (n === 0 || range === 0) return 1;
  const sturges = range / (Math.log2(n) + 1);
  const spread = (quantileOfSorted(sorted, 0.75) as number) - (quantileOfSorted(sorted, 0.25) as number);
  const freedmanDiaconis = (2 * spread) / Math.cbrt(n);
  const narrowest = range / Math.sqrt(n) / 2; // a long tail would make Freedman–Diaconis take a bin per value
  const width = freedmanDiaconis > 0 ? Math.min(Math.max(freedmanDiaconis, narrowest), sturges) : sturges;
  return Math.ceil(range / width);
}

function countInto(edges: Float64Array, values: ArrayLike<number>): Histogram {
  const bins = edges.length - 1;
  const counts = new Float64Array(bins);
  const low = edges[0] as number;
  const high = edges[bins] as number;
  let outside = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!(value >= low && value <= high)) {
      outside++;
      continue;
    }
    const bin = binOf(edges, value);
    counts[bin] = (counts[bin] as number) + 1;
  }
  return { edges, counts, outside };
}

/** The bin of a value within the edges, by halving; the last bin includes its upper edge. @example binOf([0, 1, 2], 1) // => 1 */
export function binOf(edges: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = edges.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (value >= (edges[middle] as number)) low = middle;
    else high = middle - 1;
  }
  return low;
}
