import { chiSquaredSurvival, type Random } from "@mlops/core/stats";
import { cellsOf } from "./cells.ts";
import type { Pair } from "./method.ts";
import { permutationPValue } from "./permutation.ts";

type Counts = ArrayLike<number>;
/** A statistic of two rows of counts. */
export type CellStatistic = (reference: Counts, current: Counts) => number;

const SMALLEST_EXPECTED = 5;
export const PERMUTED_UP_TO = 5000;
/** Cells at most that are drawn anew for a permutation. */
export const MOST_PERMUTED_CELLS = 2000;

export function total(counts: Counts): number {
  let sum = 0;
  for (let j = 0; j < counts.length; j++) sum += counts[j] as number;
  return sum;
}

/** Two rows of counts with the rare cells (expected count below 5 in the smaller sample) as one; empty cells are left out. */
export function poolRare(reference: Counts, current: Counts): { reference: number[]; current: number[]; small: boolean } {
  const n = total(reference);
  const m = total(current);
  const least = Math.min(n, m) / (n + m);
  const pooled = { reference: [] as number[], current: [] as number[] };
  const full = { reference: [] as number[], current: [] as number[] };
  let [restA, restB] = [0, 0];
  for (let j = 0; j < reference.length; j++) {
    const a = reference[j] as number;
    const b = current[j] as number;
    if (a + b === 0) continue;
    full.reference.push(a);
    full.current.push(b);
    if ((a + b) * least >= SMALLEST_EXPECTED) {
      pooled.reference.push(a);
      pooled.current.push(b);
    } else {
      restA += a;
      restB += b;
    }
  }
  const rest = restA + restB;
  const permutable = Math.min(n, m) <= PERMUTED_UP_TO && reference.length <= MOST_PERMUTED_CELLS;
  if (rest > (n + m) / 2 && permutable) return { ...full, small: true };
  if (rest > 0) {
    pooled.reference.push(restA);
    pooled.current.push(restB);
  }
  return { ...pooled, small: rest > 0 && rest * least < SMALLEST_EXPECTED && permutable };
}

/** Statistics of random samples of the smaller size from the pooled counts. */
export function drawTables(reference: Counts, current: Counts, statistic: CellStatistic, random: Random): () => number {
  const n = Math.min(total(reference), total(current));
  const cells: number[] = [];
  for (let j = 0; j < reference.length; j++) for (let k = (reference[j] as number) + (current[j] as number); k > 0; k--) cells.push(j);
  const all = Array.from(reference, (count, j) => count + (current[j] as number));
  return () => {
    const first = new Array<number>(reference.length).fill(0);
    for (let i = 0; i < n; i++) {
      const other = i + random.int(cells.length - i);
      const cell = cells[other] as number;
      cells[other] = cells[i] as number;
      cells[i] = cell;
      first[cell] = (first[cell] as number) + 1;
    }
    return statistic(
      first,
      all.map((count, j) => count - (first[j] as number)),
    );
  };
}

/** The p-value of a statistic of two rows of counts in the limit of large samples. */
export type CellLimit = (value: number, reference: Counts, current: Counts) => number;

/** A limit that is χ² with one degree of freedom less than there are cells, once the statistic is scaled by the sizes of the samples. */
export const chiSquaredLimit =
  (scale: (value: number, n: number, m: number) => number): CellLimit =>
  (value, reference, current) =>
    chiSquaredSurvival(Math.max(0, scale(value, total(reference), total(current))), Math.max(1, reference.length - 1));

/** A statistic of two samples' cells and its p-value: from its limit, or by seeded permutation where cells are small. */
export function compareCells(pair: Pair, random: Random, statistic: CellStatistic, limit: CellLimit) {
  const cells = cellsOf(pair);
  const { reference, current, small } = poolRare(cells.reference, cells.current);
  const one = reference.length < 2 || total(reference) === 0 || total(current) === 0;
  const value = one ? 0 : statistic(reference, current);
  const permuted = (): number => permutationPValue(value, drawTables(reference, current, statistic, random));
  return { value, pValue: one ? 1 : small ? permuted() : limit(value, reference, current), reference, current };
}
