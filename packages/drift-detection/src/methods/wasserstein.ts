import type { Random } from "@mlops/core/stats";
import type { DriftMethod, NumberPair } from "./method.ts";
import { permutationPValue } from "./permutation.ts";

/**
 * Wasserstein-1 distance `∫ |F₁ − F₂|` of two ascending finite samples.
 * @see scipy.stats.wasserstein_distance
 * @example wassersteinDistance(Float64Array.of(0, 1), Float64Array.of(1, 2)) // => 1
 */
export function wassersteinDistance(a: Float64Array, b: Float64Array): number {
  let distance = 0;
  let last = Math.min(a[0] as number, b[0] as number);
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    const x = Math.min(a[i] ?? Number.POSITIVE_INFINITY, b[j] ?? Number.POSITIVE_INFINITY);
    distance += Math.abs(i / a.length - j / b.length) * (x - last);
    while (i < a.length && (a[i] as number) === x) i++;
    while (j < b.length && (b[j] as number) === x) j++;
    last = x;
  }
  return distance;
}

/** The pooled interquartile range as a standard deviation; the range of 90% or of all where more than half the values are equal; 0 for a constant. */
function robustScale(pooled: Float64Array): number {
  const at = (p: number): number => pooled[Math.floor(p * (pooled.length - 1))] as number;
  return (at(0.75) - at(0.25)) / 1.349 || (at(0.95) - at(0.05)) / 3.29 || at(1) - at(0);
}

/** A power of two by which differences of the values neither overflow nor vanish: the distance is computed in its unit. */
function unitOf(pooled: Float64Array): number {
  const largest = Math.max(...[pooled[0], pooled.at(-1)].map((value) => Math.abs(value as number)));
  return largest > 1e290 ? 2 ** 128 : largest < 1e-290 ? 2 ** -128 : 1;
}

const inUnits = (values: Float64Array, unit: number): Float64Array => (unit === 1 ? values : values.map((value) => value / unit));

/** Infinities become the farthest finite values, one range further out. */
function finite(values: Float64Array, pooled: Float64Array): Float64Array {
  if (Number.isFinite(pooled[0]) && Number.isFinite(pooled.at(-1))) return values;
  const inside = pooled.filter(Number.isFinite);
  const low = inside[0] ?? 0;
  const high = inside.at(-1) ?? 0;
  const range = high - low || 1;
  return values.map((value) => (Number.isFinite(value) ? value : value > 0 ? high + range : low - range));
}

/** The distance between random parts of the pooled sample; beyond 2,000 values of the sum, between Brownian bridges over its quantiles. */
function nullDistance(pooled: Float64Array, n: number, m: number, random: Random): () => number {
  if (pooled.length <= 2000) {
    const first = Uint8Array.from(pooled, (_, i) => (i < n ? 1 : 0));
    return () => {
      random.shuffle(first);
      let taken = 0;
      let distance = 0;
      for (let i = 0; i + 1 < pooled.length; i++) {
        taken += first[i] as number;
        distance += Math.abs(taken / n - (i + 1 - taken) / m) * ((pooled[i + 1] as number) - (pooled[i] as number));
      }
      return distance;
    };
  }
  const groups = 400;
  const quantile = (i: number): number => pooled[Math.floor((i / groups) * (pooled.length - 1))] as number;
  const gaps = Float64Array.from({ length: groups }, (_, i) => quantile(i + 1) - quantile(i));
  const walk = new Float64Array(groups + 1);
  const scale = Math.sqrt((1 / n + 1 / m) / groups);
  return () => {
    for (let i = 1; i <= groups; i++) walk[i] = (walk[i - 1] as number) + random.normal() * scale;
    const end = walk[groups] as number;
    let distance = 0;
    for (let i = 0; i < groups; i++) {
      const here = Math.abs((walk[i] as number) - (i / groups) * end);
      const next = Math.abs((walk[i + 1] as number) - ((i + 1) / groups) * end);
      distance += ((here + next) / 2) * (gaps[i] as number);
    }
    return distance;
  };
}

/** Wasserstein-1 in units of the pooled robust scale, at most 1 as effect; p by seeded permutation. */
export const wasserstein: DriftMethod = {
  name: "wasserstein",
  kinds: ["numeric"],
  effectMeasure: "normed_wasserstein",
  compare(pair, random) {
    const { reference, current } = pair as NumberPair;
    const all = new Float64Array(reference.length + current.length);
    all.set(reference);
    all.set(current, reference.length);
    all.sort();
    const unit = unitOf(all.filter(Number.isFinite));
    const scaled = inUnits(all, unit);
    const [a, b, pooled] = [finite(inUnits(reference, unit), scaled), finite(inUnits(current, unit), scaled), finite(scaled, scaled)];
    const scale = robustScale(pooled);
    if (scale === 0) return { statistic: 0, pValue: 1, effect: 0, evidence: { distance: 0 } };
    const distance = wassersteinDistance(a, b);
    const [n, m] = a.length <= b.length ? [a.length, b.length] : [b.length, a.length];
    const pValue = permutationPValue(distance, nullDistance(pooled, n, m, random));
    const statistic = Math.min(distance / scale, Number.MAX_VALUE); // nearly all values equal and one far away
    return { statistic, pValue, effect: Math.min(1, statistic), evidence: { distance: Math.min(distance * unit, Number.MAX_VALUE) } };
  },
};
