import type { TableProfile } from "@mlops/core/profile";
import type { FeatureDistribution, FeatureDrift } from "@mlops/core/stage";
import { quantileOfSorted } from "@mlops/core/stats";
import { type Column, columnOf, type TableLike, toFloat64 } from "@mlops/core/table";
import { namesOf } from "../features/column-source.ts";
import { isProfile, profiledSide } from "../profiles/compare-profiles.ts";
import { OTHERS, profileCounts } from "./profile-counts.ts";

const BINS = 24;
const MOST_CATEGORIES = 10;
/** Bins span the pooled values but for the outermost of either end, so that one outlier does not flatten the rest. */
const OUTERMOST = 0.005;

type Sample = TableLike | TableProfile;

/**
 * How the first features that were compared (6, or `most`) are spread on both sides, for charts. Of a profile, numbers are taken to lie evenly within its bins,
 * around their means; a table beside it is counted in them too. @throws DataError `COLUMN_TYPE` where a column mixes types
 */
export function distributionsOf(
  { reference, current }: { readonly reference: Sample; readonly current: Sample },
  ranked: readonly FeatureDrift[],
  most = 6,
): FeatureDistribution[] {
  const there = (sample: Sample, name: string): boolean => namesOf(sample).includes(name);
  return ranked
    .filter(({ name, method }) => method !== null && there(reference, name) && there(current, name))
    .slice(0, most)
    .flatMap(({ name, kind }) => {
      const found =
        isProfile(reference) || isProfile(current) ? ofProfiles(name, reference, current) : ofTables(name, kind, reference, current);
      return found === undefined ? [] : [found];
    });
}

function ofTables(name: string, kind: string, reference: TableLike, current: TableLike): FeatureDistribution | undefined {
  const [before, after] = [columnOf(reference, name), columnOf(current, name)];
  return kind === "numeric" ? ofNumbers(name, before, after) : ofCategories(name, [countLabels(before), countLabels(after)]);
}

function ofProfiles(name: string, reference: Sample, current: Sample): FeatureDistribution | undefined {
  const likeOf = (sample: Sample) => (isProfile(sample) ? sample.columns[name] : undefined);
  const sides = [profiledSide(reference, name, likeOf(current)), profiledSide(current, name, likeOf(reference))] as const;
  const found = profileCounts(sides, { bins: BINS, outermost: OUTERMOST });
  if (found === undefined) return undefined;
  if (found.edges === undefined) return ofCategories(name, found.counts, found.order);
  return binned(name, found.edges, found.counts);
}

function ofNumbers(name: string, before: Column, after: Column): FeatureDistribution | undefined {
  const values = [before, after].map((column) => toFloat64(column, name).filter(Number.isFinite));
  const pooled = new Float64Array((values[0] as Float64Array).length + (values[1] as Float64Array).length);
  pooled.set(values[0] as Float64Array);
  pooled.set(values[1] as Float64Array, (values[0] as Float64Array).length);
  pooled.sort();
  if (pooled.length === 0) return undefined;
  const distinct = distinctOf(pooled, MOST_CATEGORIES);
  if (distinct !== undefined) return ofCategories(name, [countLabels(before), countLabels(after)], distinct.map(String));
  const low = quantileOfSorted(pooled, OUTERMOST) as number;
  const high = quantileOfSorted(pooled, 1 - OUTERMOST) as number;
  if (!(high > low)) return undefined;
  const edges = Array.from({ length: BINS + 1 }, (_, i) => low + ((high - low) * i) / BINS);
  const counted = values.map((sample) => {
    const counts = new Array<number>(BINS).fill(0);
    for (const value of sample) {
      const bin = Math.max(0, Math.min(BINS - 1, Math.floor(((value - low) / (high - low)) * BINS)));
      counts[bin] = (counts[bin] as number) + 1;
    }
    return counts;
  });
  return binned(name, edges, counted as [number[], number[]]);
}

function binned(name: string, edges: readonly number[], counts: readonly [readonly number[], readonly number[]]): FeatureDistribution {
  const labels = edges.slice(0, -1).map((edge, i) => `${short(edge)}–${short(edges[i + 1] as number)}`);
  return { name, kind: "numeric", labels, edges, reference: shareOf(counts[0]), current: shareOf(counts[1]) };
}

const short = (value: number): string => String(Number(value.toPrecision(3)));

/** Ascending; undefined where there are more than `most`. */
function distinctOf(sorted: Float64Array, most: number): number[] | undefined {
  const found: number[] = [];
  for (const value of sorted) {
    if (value === found.at(-1)) continue;
    found.push(value);
    if (found.length > most) return undefined;
  }
  return found;
}

type Counts = readonly [ReadonlyMap<string, number>, ReadonlyMap<string, number>];

function ofCategories(name: string, counts: Counts, order?: readonly string[]): FeatureDistribution | undefined {
  const total = counts.map((of) => [...of.values()].reduce((sum, count) => sum + count, 0)) as [number, number];
  if (total[0] + total[1] === 0) return undefined;
  const share = (side: 0 | 1, label: string): number => (counts[side].get(label) ?? 0) / (total[side] || 1);
  const difference = (label: string): number => Math.abs(share(0, label) - share(1, label));
  const weight = (label: string): number => share(0, label) + share(1, label) + difference(label);
  const found = [...new Set([...counts[0].keys(), ...counts[1].keys()])];
  const ranked: readonly string[] =
    order ?? found.filter((label) => label !== OTHERS).sort((a, b) => weight(b) - weight(a) || (a < b ? -1 : 1));
  const shown = ranked.slice(0, MOST_CATEGORIES);
  const labels = ranked.length > shown.length || found.includes(OTHERS) ? [...shown, OTHERS] : shown;
  const shares = ([0, 1] as const).map((side) => {
    const given = shown.map((label) => share(side, label));
    return labels.length === shown.length ? given : [...given, Math.max(0, 1 - given.reduce((sum, value) => sum + value, 0))];
  });
  return { name, kind: "categorical", labels, reference: shares[0] as number[], current: shares[1] as number[] };
}

function countLabels(column: Column): Map<string, number> {
  const counts = new Map<string, number>();
  for (let row = 0; row < column.length; row++) {
    const value = column.at(row);
    if (value === undefined || Number.isNaN(value)) continue;
    const label = value instanceof Date ? value.toISOString() : String(value);
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return counts;
}

function shareOf(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (total === 0 ? 0 : count / total));
}
