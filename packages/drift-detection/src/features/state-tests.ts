import { normalSurvival, type Random } from "@mlops/core/stats";
import { total } from "../methods/contingency.ts";
import type { CategoryPair, Comparison } from "../methods/method.ts";
import { permutationPValue } from "../methods/permutation.ts";
import { chiSquaredByDefault } from "../methods/total-variation.ts";

/** Rows of one side by whether they hold a value. */
export interface Presence {
  readonly n: number;
  readonly nulls: number;
  readonly nan: number;
  /** −∞ and +∞. */
  readonly infinite: readonly [number, number];
}

const states = (labels: readonly string[], reference: readonly number[], current: readonly number[]): CategoryPair => ({
  kind: "categorical",
  labels,
  reference,
  current,
});

/** The test of what is missing: rows with a value, null and NaN. Null where nothing is missing. */
export function missingnessTest([before, after]: readonly [Presence, Presence], random: Random): Comparison | null {
  if (before.nulls + before.nan + after.nulls + after.nan === 0) return null;
  const counts = ({ n, nulls, nan }: Presence): number[] => [n - nulls - nan, nulls, nan];
  return chiSquaredByDefault.compare(states(["present", "null", "NaN"], counts(before), counts(after)), random);
}

/** The test of infinite values among the numbers there are: finite, −∞ and +∞. Null where all are finite. */
export function infinityTest([before, after]: readonly [Presence, Presence], random: Random): Comparison | null {
  const [a, b] = [before.infinite, after.infinite];
  if (a[0] + a[1] + b[0] + b[1] === 0) return null;
  const counts = ({ n, nulls, nan, infinite: [low, high] }: Presence): number[] => [n - nulls - nan - low - high, low, high];
  return chiSquaredByDefault.compare(states(["finite", "-Infinity", "Infinity"], counts(before), counts(after)), random);
}

/** Rare categories that are drawn one by one; of more, their sum is nearly normal. */
const MOST_DRAWN = 500;

interface Rare {
  readonly count: number;
  /** Of lying wholly in the current rows. */
  readonly chance: number;
}

function normalTail(unseen: number, rare: readonly Rare[]): number {
  const mean = rare.reduce((sum, { count, chance }) => sum + count * chance, 0);
  const variance = rare.reduce((sum, { count, chance }) => sum + count * count * chance * (1 - chance), 0);
  return normalSurvival((unseen - 0.5 - mean) / Math.sqrt(variance));
}

/** A category that is all on one side with at least this chance makes unseen ones usual. */
const USUAL = 0.001;

/**
 * The test of rows whose category the reference does not have: their share, beside what random parts of the pooled rows would give: a category of c rows lies
 * wholly in the current ones with the chance of c hypergeometric draws. Null where no category is rare and none unseen.
 */
export function unseenTest({ reference, current }: CategoryPair, random: Random): Comparison | null {
  const [n, m] = [total(reference), total(current)];
  if (n === 0 || m === 0) return null;
  const rare: Rare[] = [];
  let unseen = 0;
  for (let j = 0; j < reference.length; j++) {
    const count = (reference[j] as number) + (current[j] as number);
    if (reference[j] === 0) unseen += count;
    let chance = 1;
    for (let i = 0; i < count && chance > 1e-7; i++) chance *= Math.max(0, (m - i) / (n + m - i));
    if (chance > 1e-7) rare.push({ count, chance });
  }
  if (unseen === 0 && !rare.some(({ chance }) => chance >= USUAL)) return null;
  if (rare.length > MOST_DRAWN) return { statistic: unseen, pValue: unseen === 0 ? 1 : normalTail(unseen, rare), effect: unseen / m };
  const draw = (): number => {
    let sum = 0;
    for (const { count, chance } of rare) if (random.uniform() < chance) sum += count;
    return sum;
  };
  return { statistic: unseen, pValue: unseen === 0 ? 1 : permutationPValue(unseen, draw), effect: unseen / m };
}
