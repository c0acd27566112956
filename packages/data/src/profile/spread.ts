import type { WeightedValues } from "@mlops/core/profile";
import { binOf } from "@mlops/core/stats";
import { gatherBuckets } from "../gather-buckets.ts";
import { valuesAtRanks } from "../validate/facts/order-statistics.ts";
import type { Bins } from "./data-profile.ts";

const BINS = 20;
export const PROBABILITIES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99] as const;

/** How finite values lie between their extremes: the quantiles at `PROBABILITIES`, interpolated as numpy does, and a histogram. */
export interface Spread {
  readonly quantiles: readonly number[];
  /** Null where values differ in their last bits alone, if at all. */
  readonly histogram: Bins | null;
}

/** The edges of bins of equal width, as numpy makes them; null where they would not ascend. */
function equalEdges(min: number, max: number): Float64Array | null {
  const step = (max - min) / BINS;
  if (!(step > 1e-300 && step > 1e-14 * Math.max(Math.abs(min), Math.abs(max)) && Number.isFinite(step))) return null;
  const edges = Float64Array.from({ length: BINS + 1 }, (_, i) => min + i * step);
  edges[BINS] = max;
  return edges;
}

/** Values are counted in so many parts of each bin, so that one pass serves the histogram and the ranks. */
const PARTS = 200;
const SMALL = 4096;

/** Of all values: exact. */
export function spreadOfValues(values: Float64Array, min: number, max: number): Spread {
  const places = PROBABILITIES.map((p) => p * (values.length - 1));
  const ranks = places.flatMap((place) => [Math.floor(place), Math.ceil(place)]);
  const edges = equalEdges(min, max);
  const scale = (BINS * PARTS) / (max - min);
  // Where edges are rounded by more than a part is wide, its values cannot be told to lie in one bin.
  const fine = edges !== null && (max - min) / (BINS * PARTS) > 1e-14 * Math.max(Math.abs(min), Math.abs(max));
  if (values.length < SMALL || !fine || !Number.isFinite(scale)) {
    const quantiles = interpolated(places, valuesAtRanks(values, ranks));
    return { quantiles, histogram: edges === null ? null : { edges: [...edges], counts: countEach(values, edges) } };
  }
  const counts = countParts(values, min, scale);
  const starts = new Uint32Array(counts.length);
  for (let part = 1; part < counts.length; part++) starts[part] = (starts[part - 1] as number) + (counts[part - 1] as number);
  const partOf = ranks.map((rank) => lastAtMost(starts, rank));
  const wanted = new Set([...partOf, ...Array.from({ length: BINS - 1 }, (_, i) => [(i + 1) * PARTS - 1, (i + 1) * PARTS]).flat()]);
  const gathered = gatherBuckets(values, min, scale, counts, wanted);
  const found = new Array<number>(ranks.length);
  for (const part of new Set(partOf)) {
    const inside = [...ranks.keys()].filter((i) => partOf[i] === part);
    const local = valuesAtRanks(
      gathered.get(part) as Float64Array,
      inside.map((i) => (ranks[i] as number) - (starts[part] as number)),
    );
    for (const [k, i] of inside.entries()) found[i] = local[k] as number;
  }
  return { quantiles: interpolated(places, found), histogram: { edges: [...edges], counts: binCounts(counts, gathered, edges) } };
}

/** The last part holds the largest value alone, and is counted with the one before. */
function countParts(values: Float64Array, min: number, scale: number): Uint32Array {
  const counts = new Uint32Array(BINS * PARTS + 1);
  for (let i = 0; i < values.length; i++) {
    const part = (((values[i] as number) - min) * scale) | 0;
    counts[part] = (counts[part] as number) + 1;
  }
  return counts;
}

function lastAtMost(starts: Uint32Array, rank: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] as number) <= rank) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Parts beside an edge are counted value by value, as rounding may put one on the wrong side. */
function binCounts(counts: Uint32Array, gathered: ReadonlyMap<number, Float64Array>, edges: Float64Array): number[] {
  const bins = new Array<number>(BINS).fill(0);
  for (let part = 0; part < counts.length; part++) {
    const inside = part % PARTS;
    const beside = part >= PARTS - 1 && part <= (BINS - 1) * PARTS && (inside === 0 || inside === PARTS - 1);
    if (!beside) {
      const bin = Math.min(BINS - 1, Math.floor(part / PARTS));
      bins[bin] = (bins[bin] as number) + (counts[part] as number);
    } else
      for (const [bin, count] of countEach(gathered.get(part) as Float64Array, edges).entries()) bins[bin] = (bins[bin] as number) + count;
  }
  return bins;
}

function countEach(values: Float64Array, edges: Float64Array, weights?: Float64Array): number[] {
  const counts = new Array<number>(BINS).fill(0);
  for (let i = 0; i < values.length; i++) {
    const bin = binOf(edges, values[i] as number);
    counts[bin] = (counts[bin] as number) + (weights === undefined ? 1 : (weights[i] as number));
  }
  return counts;
}

/** Of values that stand for several each: exact where they do so exactly. */
export function spreadOfWeighted({ values, weights }: WeightedValues, min: number, max: number): Spread {
  let n = 0;
  for (const weight of weights) n += weight;
  const places = PROBABILITIES.map((p) => p * (n - 1));
  const found: number[] = [];
  let below = 0; // ranks that lie before the value at hand
  let at = 0;
  for (const rank of places.flatMap((place) => [Math.floor(place), Math.ceil(place)])) {
    while (at < values.length - 1 && below + (weights[at] as number) <= rank) below += weights[at++] as number;
    found.push(values[at] as number);
  }
  const edges = equalEdges(min, max);
  const histogram = edges === null ? null : { edges: [...edges], counts: countEach(values, edges, weights) };
  return { quantiles: interpolated(places, found), histogram };
}

function interpolated(places: readonly number[], around: readonly number[]): number[] {
  return places.map((place, i) => {
    const [low, high] = [around[2 * i] as number, around[2 * i + 1] as number];
    const t = place - Math.floor(place);
    return low === high || t === 0 ? low : low + (high - low) * t;
  });
}
