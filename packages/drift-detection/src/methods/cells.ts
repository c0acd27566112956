import type { CategoryPair, NumberPair, Pair } from "./method.ts";

/** Numbers with at most so many distinct values are compared value by value. */
export const FEW_VALUES = 10;

/** Distinct values of both samples, null where there are more than `most`. */
export function distinctNumbers(pair: NumberPair, most = FEW_VALUES): readonly number[] | null {
  const seen = new Set<number>();
  for (const sample of [pair.reference, pair.current]) {
    for (let i = 0; i < sample.length; i++) {
      if (i > 0 && sample[i] === sample[i - 1]) continue;
      seen.add((sample[i] as number) + 0); // −0 is 0
      if (seen.size > most) return null;
    }
  }
  return [...seen].sort((a, b) => a - b);
}

/** Upper ends of at most ten bins with equally many pooled values; fewer bins where one would hold less than ten of the smaller sample. */
function quantileEdges(pair: NumberPair): readonly number[] {
  const n = pair.reference.length;
  const pooled = new Float64Array(n + pair.current.length);
  pooled.set(pair.reference);
  pooled.set(pair.current, n);
  pooled.sort();
  const bins = Math.max(2, Math.min(10, Math.floor(Math.min(n, pair.current.length) / 10)));
  const edges = Array.from({ length: bins }, (_, k) => pooled[Math.ceil(((k + 1) * pooled.length) / bins) - 1] as number);
  return [...new Set(edges)];
}

function countUpTo(sorted: Float64Array, edges: readonly number[]): Float64Array {
  const counts = new Float64Array(edges.length);
  let i = 0;
  edges.forEach((edge, bin) => {
    const from = i;
    while (i < sorted.length && (sorted[i] as number) <= edge) i++;
    counts[bin] = i - from;
  });
  return counts;
}

/** The cells two samples are counted in: categories as they are, numbers by value where there are few, else in quantile bins. */
export function cellsOf(pair: Pair): CategoryPair {
  if (pair.kind === "categorical") return pair;
  const distinct = distinctNumbers(pair);
  const edges = distinct ?? quantileEdges(pair);
  const labels = edges.map((edge) => (distinct === null ? `<= ${edge}` : String(edge)));
  return { kind: "categorical", labels, reference: countUpTo(pair.reference, edges), current: countUpTo(pair.current, edges) };
}
