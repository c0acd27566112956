import type { Json } from "@mlops/models";
import { type NumberPair, SHOWN_QUANTILES } from "../kernel/number-pair.ts";
import { cellsOf } from "../methods/cells.ts";
import { total } from "../methods/contingency.ts";
import { jensenShannonDivergence } from "../methods/jensen-shannon.ts";
import type { CategoryPair } from "../methods/method.ts";
import { populationStability } from "../methods/psi.ts";
import { totalVariationDistance } from "../methods/total-variation.ts";
import { normedDistance } from "../methods/wasserstein.ts";

/** Categories or bins that are named. */
const SHOWN = 10;

/** JSON has no infinity. */
const shown = (value: number): Json => (Number.isFinite(value) ? value : String(value));

/**
 * What a person looks at first of numbers: five quantiles, where the distribution functions are farthest apart, the bins that differ most, and how far apart the
 * samples are by the common measures, whichever of them decides.
 */
export function numberEvidence(pair: NumberPair): Record<string, Json> {
  const { n, m } = pair;
  if (n === 0 || m === 0) return {};
  const { gap, reference, current } = pair.summary;
  const cells = cellsOf(pair);
  const quantiles = { at: SHOWN_QUANTILES, reference: Array.from(reference, shown), current: Array.from(current, shown) };
  return {
    quantiles,
    ...(gap.size > 0 ? { at: shown(gap.at), referenceAtMost: gap.below[0] / n, currentAtMost: gap.below[1] / m } : {}),
    bins: differing(cells).map(({ value, ...shares }) => ({ bin: value, ...shares })),
    distances: { ks: gap.size / (n * m), wasserstein: normedDistance(pair), ...cellDistances(cells) },
  };
}

/** What a person looks at first of categories: those that differ most, those seen on one side alone, and how far apart the samples are. */
export function categoryEvidence(pair: CategoryPair): Record<string, Json> {
  const only = (side: ArrayLike<number>): { shown: string[]; count: number } => {
    const values = pair.labels.filter((_, j) => side[j] === 0);
    return { shown: values.slice(0, SHOWN), count: values.length };
  };
  const [unseen, vanished] = [only(pair.reference), only(pair.current)];
  const both = total(pair.reference) > 0 && total(pair.current) > 0;
  return {
    categories: differing(pair),
    unseen: unseen.shown,
    unseenCount: unseen.count,
    vanished: vanished.shown,
    vanishedCount: vanished.count,
    ...(both ? { distances: { total_variation: totalVariationDistance(pair.reference, pair.current), ...cellDistances(pair) } } : {}),
  };
}

const cellDistances = ({ reference, current }: CategoryPair): Record<string, number> => ({
  psi: Math.max(0, populationStability(reference, current)),
  jensen_shannon: Math.sqrt(jensenShannonDivergence(reference, current) / Math.LN2),
});

/** The cells whose shares differ most, largest difference first. */
function differing({ labels, reference, current }: CategoryPair) {
  const [n, m] = [total(reference) || 1, total(current) || 1];
  const difference = (j: number): number => Math.abs((reference[j] as number) / n - (current[j] as number) / m);
  let order = Array.from(labels, (_, j) => j);
  if (order.length > 10_000) {
    const limit = [...order.map(difference)].sort((a, b) => b - a)[SHOWN] as number;
    order = order.filter((j) => difference(j) >= limit);
  }
  order.sort((a, b) => difference(b) - difference(a));
  return order.slice(0, SHOWN).map((j) => ({
    value: labels[j] as string,
    reference: (reference[j] as number) / n,
    current: (current[j] as number) / m,
  }));
}
