import type { CategoryProfile, NumericProfile, Sketch } from "@mlops/core/profile";
import type { ProfiledSide } from "../profiles/compare-profiles.ts";
import { SketchPair } from "../profiles/sketch-pair.ts";

type Pair<T> = readonly [T, T];

/** What two profiles of a column count: by category, or by bins of equal width. */
export type ProfileCounts =
  | { readonly edges?: undefined; readonly order?: readonly string[]; readonly counts: Pair<ReadonlyMap<string, number>> }
  | { readonly edges: readonly number[]; readonly counts: Pair<number[]> };

/** The label of the categories that a profile does not name. */
export const OTHERS = "(others)";

/**
 * Counts of both profiles over the same categories, the same at most ten numbers, or the same bins between the `outermost` quantiles of both;
 * undefined where there is nothing to draw.
 */
export function profileCounts(
  [a, b]: Pair<ProfiledSide>,
  { bins, outermost }: { readonly bins: number; readonly outermost: number },
): ProfileCounts | undefined {
  if (typeof a === "string" || typeof b === "string" || a.kind === "timestamp" || b.kind === "timestamp") return undefined;
  if (a.kind !== "numeric" && b.kind !== "numeric") return { counts: [categories(a), categories(b)] };
  if (a.kind !== "numeric" || b.kind !== "numeric") return undefined;
  const pair = new SketchPair(a, b);
  if (pair.n + pair.m === 0) return undefined;
  const { few } = pair;
  if (few !== null) {
    const counted = (counts: ArrayLike<number>) => new Map(few.labels.map((label, i) => [label, counts[i] as number]));
    return { order: few.labels, counts: [counted(few.reference), counted(few.current)] };
  }
  const [low, high] = pair.pooledQuantiles([outermost, 1 - outermost]) as [number, number];
  if (!(high > low)) return undefined;
  const edges = Array.from({ length: bins + 1 }, (_, i) => low + ((high - low) * i) / bins);
  return { edges, counts: [spreadOver(edges, a), spreadOver(edges, b)] };
}

function categories({ categories, other }: CategoryProfile): Map<string, number> {
  const counts = new Map(categories.map(({ value, count }) => [value, count]));
  return other > 0 ? counts.set(OTHERS, other + (counts.get(OTHERS) ?? 0)) : counts;
}

/** Counts between edges, the values of each bin of a sketch lying evenly in it; those beyond the outer edges count into the outer bins. */
function spreadOver(edges: readonly number[], { sketch, min }: NumericProfile): number[] {
  const counts = new Array<number>(edges.length - 1).fill(0);
  const [low, high] = [edges[0] as number, edges.at(-1) as number];
  const placeOf = (x: number): number => Math.max(0, Math.min(counts.length, ((x - low) / (high - low)) * counts.length));
  let start = Math.min(min ?? Number.POSITIVE_INFINITY, sketch.upTo[0] ?? 0);
  for (const [i, end] of sketch.upTo.entries()) {
    const count = sketch.counts[i] as number;
    const [from, to] = [placeOf(isPoint(sketch, i) ? end : start), placeOf(end)];
    start = end;
    const [first, last] = [from, to].map((place) => Math.min(counts.length - 1, Math.floor(place))) as [number, number];
    for (let bin = first; bin <= last; bin++) {
      const share = to > from ? (Math.min(to, bin + 1) - Math.max(from, bin)) / (to - from) : 1;
      counts[bin] = (counts[bin] as number) + count * share;
    }
  }
  return counts;
}

/** All values of the bin are its end. */
const isPoint = ({ below }: Sketch, bin: number): boolean => below?.[bin] === 0;
