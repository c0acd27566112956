import type { CategoryProfile, NumericProfile } from "@mlops/core/profile";
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
  const spans = [spansOf(a), spansOf(b)] as const;
  const all = spans.flat();
  const [low, high] = [quantileOf(all, outermost), quantileOf(all, 1 - outermost)];
  if (!(high > low)) return undefined;
  const edges = Array.from({ length: bins + 1 }, (_, i) => low + ((high - low) * i) / bins);
  const counted = (of: readonly Span[]) => spreadOver(edges, of);
  return { edges, counts: [counted(spans[0]), counted(spans[1])] };
}

function categories({ categories, other }: CategoryProfile): Map<string, number> {
  const counts = new Map(categories.map(({ value, count }) => [value, count]));
  return other > 0 ? counts.set(OTHERS, other + (counts.get(OTHERS) ?? 0)) : counts;
}

/** Values that lie evenly between two places, or all at one. */
interface Span {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** The bins of a sketch, each narrowed around the mean of its values where that is known. */
function spansOf({ sketch, min }: NumericProfile): Span[] {
  let start = Math.min(min ?? Number.POSITIVE_INFINITY, sketch.upTo[0] ?? 0);
  return sketch.upTo.map((to, i) => {
    const count = sketch.counts[i] as number;
    const from = start;
    start = to;
    const below = sketch.below?.[i];
    if (below === undefined || count === 0) return { from, to, count };
    const mean = Math.max(from, to - below / count);
    const reach = Math.min(to - mean, mean - from);
    return to - mean <= mean - from ? { from: mean - reach, to, count } : { from, to: mean + reach, count };
  });
}

const shareBelow = ({ from, to }: Span, x: number): number => (x >= to ? 1 : x <= from ? 0 : (x - from) / (to - from));

/** Where the share p of all values lies below: by bisection, so that it holds for any overlap of spans. */
function quantileOf(spans: readonly Span[], p: number): number {
  const below = (x: number): number => spans.reduce((sum, span) => sum + span.count * shareBelow(span, x), 0);
  let [low, high] = [Math.min(...spans.map(({ from }) => from)), Math.max(...spans.map(({ to }) => to))];
  const wanted = p * below(high);
  for (let step = 0; step < 60; step++) {
    const middle = low / 2 + high / 2;
    if (below(middle) < wanted) low = middle;
    else high = middle;
  }
  return high;
}

/** Counts between edges; what lies beyond the outer ones counts into the outer bins. */
function spreadOver(edges: readonly number[], spans: readonly Span[]): number[] {
  const counts = new Array<number>(edges.length - 1).fill(0);
  const [low, high] = [edges[0] as number, edges.at(-1) as number];
  const last = counts.length - 1;
  for (const { from, to, count } of spans) {
    if (!(to > from)) {
      const bin = Math.max(0, Math.min(last, Math.floor(((to - low) / (high - low)) * counts.length)));
      counts[bin] = (counts[bin] as number) + count;
      continue;
    }
    let before = 0;
    for (let bin = 0; bin <= last; bin++) {
      const until = bin === last ? 1 : shareBelow({ from, to, count }, edges[bin + 1] as number);
      counts[bin] = (counts[bin] as number) + count * (until - before);
      before = until;
    }
  }
  return counts;
}
