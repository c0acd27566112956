import type { CategoryPair, Pair } from "./method.ts";

/** The cells two samples are counted in: categories as they are, numbers by value where there are at most ten, else in bins of equally many pooled values. */
export function cellsOf(pair: Pair): CategoryPair {
  if (pair.kind === "categorical") return pair;
  const { few } = pair;
  const { values, reference, current } = few ?? pair.binCounts;
  const labels = Array.from(values, (value) => (few === null ? `<= ${value}` : String(value)));
  return { kind: "categorical", labels, reference, current };
}
