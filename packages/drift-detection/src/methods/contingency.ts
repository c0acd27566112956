import { chiSquaredSurvival, type Random } from "@mlops/core/stats";
import { cellsOf } from "./cells.ts";
import type { Pair } from "./method.ts";
import { permutationPValue } from "./permutation.ts";

type Counts = ArrayLike<number>;
/** A statistic of two rows of counts, and its size over a chi-squared value in the limit. */
export type CellStatistic = (reference: Counts, current: Counts) => number;

const SMALLEST_EXPECTED = 5;
const PERMUTED_UP_TO = 5000;

export const total = (counts: Counts): number =>
  Array.prototype.reduce.call(counts, (sum, x) => (sum as number) + (x as number), 0) as number;

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
  const permutable = Math.min(n, m) <= PERMUTED_UP_TO;
  if (rest > (n + m) / 2 && permutable) return { ...full, small: true };
  if (rest > 0) {
    pooled.reference.push(restA);
    pooled.current.push(restB);
  }
  return { ...pooled, small: rest > 0 && rest * least < SMALLEST_EXPECTED && permutable };
}

/** Statistics of random samples of the smaller size from the pooled counts. */
function drawTables(reference: Counts, current: Counts, statistic: CellStatistic, random: Random): () => number {
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

/** A statistic of two samples' cells and its p-value: from its chi-squared limit, or by seeded permutation where cells are small. */
export function compareCells(
  pair: Pair,
  random: Random,
  statistic: CellStatistic,
  toChiSquared: (value: number, n: number, m: number) => number,
) {
  const cells = cellsOf(pair);
  const { reference, current, small } = poolRare(cells.reference, cells.current);
  const value = statistic(reference, current);
  const limit = chiSquaredSurvival(Math.max(0, toChiSquared(value, total(reference), total(current))), Math.max(1, reference.length - 1));
  const pValue = reference.length < 2 ? 1 : small ? permutationPValue(value, drawTables(reference, current, statistic, random)) : limit;
  return { value, pValue, reference, current };
}
