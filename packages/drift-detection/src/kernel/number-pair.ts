import { type BucketGrid, gridOver, gridSize } from "./bucket-grid.ts";
import { type BucketCounts, countBuckets } from "./count-buckets.ts";
import { fewValues } from "./few-values.ts";
import { ALL_FINITE, type Beside, finiteValues, looksFinite } from "./finite-values.ts";
import { summarizeBuckets } from "./summarize-buckets.ts";
import { type Runs, runsOf, summarizeRuns } from "./summarize-runs.ts";
import type { NumberSummary, Ranks } from "./summary.ts";

/** Numbers with at most so many distinct values are compared value by value. */
export const FEW_VALUES = 10;
/** Samples with fewer values together are sorted; buckets pay beyond. */
export const SORTED_UP_TO = 4096;

/** Probabilities of the quantiles that evidence shows. */
export const SHOWN_QUANTILES = [0.05, 0.25, 0.5, 0.75, 0.95];
/** Probabilities of the pooled quantiles that a robust scale is made of. */
const SCALE_QUANTILES = [0, 0.05, 0.25, 0.75, 0.95, 1];

type Source =
  | { readonly runs: Runs; readonly few: boolean }
  | { readonly grid: BucketGrid; readonly counts: readonly [Uint32Array, Uint32Array] };

/**
 * Two samples of numbers, of which only what a comparison needs is worked out, once: their finite values in ascending order, exact summaries without
 * a full sort, bins. NaN and infinities are counted and left out.
 */
export class NumberPair {
  readonly kind = "numeric";
  /** Finite values of the reference. */
  readonly n: number;
  /** Finite values of the current sample. */
  readonly m: number;
  readonly beside: readonly [Beside, Beside];
  readonly #samples: readonly [Float64Array, Float64Array];
  readonly #source: Source;
  #sorted: readonly [Float64Array, Float64Array] | undefined;
  #summary: NumberSummary | undefined;

  /** @param sortUpTo - values of both samples together up to which they are sorted; the results are the same */
  constructor(reference: Float64Array, current: Float64Array, sortUpTo = SORTED_UP_TO) {
    const few = fewValues(reference, current, FEW_VALUES);
    if (few !== null) {
      this.#samples = [reference, current];
      this.beside = few.beside;
      this.#source = { runs: few.runs, few: true };
      this.n = few.runs.reference.reduce((sum, count) => sum + count, 0);
      this.m = few.runs.current.reduce((sum, count) => sum + count, 0);
      return;
    }
    const counted = this.#count(reference, current, sortUpTo);
    if (counted === null) {
      const [a, b] = [finiteValues(reference, 0), finiteValues(current, 1)];
      this.#samples = [a.finite, b.finite];
      this.beside = [a.beside, b.beside];
      this.#sorted = [ascending(a.finite), ascending(b.finite)];
      this.#source = { runs: runsOf(...this.#sorted), few: false };
      this.n = a.finite.length;
      this.m = b.finite.length;
      return;
    }
    const { grid, samples, counts, beside } = counted;
    this.#samples = samples;
    this.beside = beside;
    this.n = samples[0].length;
    this.m = samples[1].length;
    this.#source = { grid, counts: [counts[0].counts, counts[1].counts] };
    this.#summary = summarizeBuckets(samples, counts, grid, this.#ranks()); // at once: the buckets of the values are memory that is shared
  }

  /** Both samples on a grid, null where sorting is the better way. */
  #count(reference: Float64Array, current: Float64Array, sortUpTo: number) {
    const values = reference.length + current.length;
    const grid = values > sortUpTo ? gridOver(reference, current, gridSize(values)) : null;
    if (grid === null) return null;
    const sides = ([reference, current] as const).map((all, side) => {
      const counts = looksFinite(all) ? countBuckets(all, grid, side as 0 | 1) : null;
      if (counts !== null) return { values: all, counts, beside: ALL_FINITE };
      const { finite, beside } = finiteValues(all, side as 0 | 1);
      return { values: finite, counts: countBuckets(finite, grid, side as 0 | 1) as BucketCounts, beside };
    });
    const [a, b] = sides as [(typeof sides)[0], (typeof sides)[0]];
    const result = {
      grid,
      samples: [a.values, b.values] as const,
      counts: [a.counts, b.counts] as const,
      beside: [a.beside, b.beside] as const,
    };
    return a.values.length > 0 && b.values.length > 0 ? result : null;
  }

  /** The finite values of both samples in ascending order. */
  get sorted(): readonly [Float64Array, Float64Array] {
    this.#sorted ??=
      "runs" in this.#source
        ? [spread(this.#source.runs, "reference", this.n), spread(this.#source.runs, "current", this.m)]
        : [ascending(this.#samples[0]), ascending(this.#samples[1])];
    return this.#sorted;
  }

  /** The finite values in any order; of small samples in ascending order. */
  get samples(): readonly [Float64Array, Float64Array] {
    return "runs" in this.#source ? this.sorted : this.#samples;
  }

  /** Each distinct value with its counts where there are at most ten, else null. */
  get few(): Runs | null {
    return "runs" in this.#source && this.#source.few ? this.#source.runs : null;
  }

  /** How many bins these samples deserve: ten, fewer where one would hold less than ten values of the smaller sample. */
  get bins(): number {
    return Math.max(2, Math.min(10, Math.floor(Math.min(this.n, this.m) / 10)));
  }

  /** Everything that one walk through both samples gives; `pooled` holds the ends of the bins, then the quantiles that scales are made of, by rank. */
  get summary(): NumberSummary {
    if (this.#summary === undefined) {
      const { runs } = this.#source as Extract<Source, { runs: Runs }>;
      this.#summary = summarizeRuns(runs, this.n, this.m, this.#ranks(), this.unit);
    }
    return this.#summary;
  }

  #ranks(): Ranks {
    const { n, m } = this;
    const at = (size: number): number[] => (size === 0 ? [] : SHOWN_QUANTILES.map((p) => Math.floor(p * (size - 1))));
    const pooled = n + m === 0 ? [] : [...this.#binRanks(), ...this.#scaleRanks()].sort((a, b) => a - b);
    return { reference: at(n), current: at(m), pooled };
  }

  #binRanks(): number[] {
    return Array.from({ length: this.bins }, (_, k) => Math.ceil(((k + 1) * (this.n + this.m)) / this.bins) - 1);
  }

  #scaleRanks(): number[] {
    return SCALE_QUANTILES.map((p) => Math.floor(p * (this.n + this.m - 1)));
  }

  /** Upper ends of bins with equally many pooled values (equal ones are one), each with the counts of both samples in it. */
  get binCounts(): Runs {
    const { pooled } = this.summary;
    const ranks = this.#ranks().pooled;
    const places = this.n + this.m === 0 ? [] : this.#binRanks().map((rank) => ranks.indexOf(rank));
    const ends = places.filter((place, k) => k === 0 || pooled.values[place] !== pooled.values[places[k - 1] as number]);
    const between = (upTo: Float64Array): Float64Array =>
      Float64Array.from(ends, (place, k) => (upTo[place] as number) - (k === 0 ? 0 : (upTo[ends[k - 1] as number] as number)));
    return {
      values: Float64Array.from(ends, (place) => pooled.values[place] as number),
      reference: between(pooled.reference),
      current: between(pooled.current),
    };
  }

  /** The pooled interquartile range as a standard deviation; the range of 90% or of all where more than half the values are equal; 0 for a constant. */
  get robustScale(): number {
    if (this.n + this.m === 0) return 0;
    const ranks = this.#ranks().pooled;
    const [min, low, q1, q3, high, max] = this.#scaleRanks().map(
      (rank) => (this.summary.pooled.values[ranks.indexOf(rank)] as number) / this.unit,
    ) as [number, number, number, number, number, number];
    return (q3 - q1) / 1.349 || (high - low) / 3.29 || max - min;
  }

  /** A power of two by which differences of the values neither overflow nor vanish: distance and scale are in its unit. */
  get unit(): number {
    if (!("runs" in this.#source)) return 1;
    const { values } = this.#source.runs;
    const largest = Math.max(Math.abs(values[0] ?? 1), Math.abs(values.at(-1) ?? 1));
    return largest > 1e290 ? 2 ** 128 : largest < 1e-290 ? 2 ** -128 : 1;
  }

  /** Pooled quantiles at 0, 1/groups, … 1, to within one bucket: enough for distributions without drift. */
  pooledQuantiles(groups: number): Float64Array {
    const source = this.#source;
    const [reference, current] = "runs" in source ? [source.runs.reference, source.runs.current] : source.counts;
    const valueAt = (place: number): number =>
      "runs" in source ? (source.runs.values[place] as number) : source.grid.base + (place + 0.5) / source.grid.scale;
    const quantiles = new Float64Array(groups + 1);
    const last = this.n + this.m - 1;
    let below = 0;
    for (let place = 0, group = 0; place < reference.length; place++) {
      below += (reference[place] as number) + (current[place] as number);
      while (group <= groups && Math.floor((group / groups) * last) < below) quantiles[group++] = valueAt(place);
    }
    return quantiles;
  }
}

function ascending(values: Float64Array): Float64Array {
  return values.map((x) => x + 0).sort(); // −0 is 0
}

function spread(runs: Runs, side: "reference" | "current", size: number): Float64Array {
  const values = new Float64Array(size);
  let at = 0;
  for (let k = 0; k < runs.values.length; k++) {
    const count = runs[side][k] as number;
    values.fill(runs.values[k] as number, at, at + count);
    at += count;
  }
  return values;
}
