import { logGamma } from "@mlops/core/stats";
import { cellsOf } from "./cells.ts";
import { chiSquaredLimit, drawTables, MOST_PERMUTED_CELLS, PERMUTED_UP_TO, poolRare, total } from "./contingency.ts";
import { gStatistic } from "./g-test.ts";
import type { DriftMethod } from "./method.ts";
import { permutationPValue } from "./permutation.ts";
import { totalVariationDistance } from "./total-variation.ts";

/** Tables whose probability is within this of the observed one's count as equally likely, as in scipy. */
const EQUAL = 1 + 1e-14;

/**
 * Fisher's exact test of two rows of two counts: the chance of tables with these margins that are no more likely than this one.
 * @see scipy.stats.fisher_exact
 * @example fisherExact([3, 0], [0, 3]).toFixed(12) // => "0.100000000000"
 */
export function fisherExact(a: readonly [number, number], b: readonly [number, number]): number {
  const n = a[0] + a[1];
  const m = b[0] + b[1];
  const first = a[0] + b[0];
  const low = Math.max(0, first - m);
  const high = Math.min(n, first);
  const mode = Math.min(high, Math.max(low, Math.floor(((n + 1) * (first + 1)) / (n + m + 2))));
  // Probabilities relative to the mode's, outwards by ratios of neighbours: no logarithm, no cancellation.
  const up = (x: number): number => ((n - x) * (first - x)) / ((x + 1) * (m - first + x + 1));
  const observed = relative(a[0], mode, up);
  let all = 0;
  let extreme = 0;
  const add = (p: number): void => {
    all += p;
    if (p <= observed * EQUAL) extreme += p;
  };
  add(1);
  for (let x = mode, p = 1; x < high && p > 0; x++) {
    p *= up(x);
    add(p);
  }
  for (let x = mode, p = 1; x > low && p > 0; x--) {
    p /= up(x - 1);
    add(p);
  }
  return Math.min(1, extreme / all);
}

function relative(x: number, mode: number, up: (x: number) => number): number {
  let p = 1;
  for (let k = mode; k < x; k++) p *= up(k);
  for (let k = mode; k > x; k--) p /= up(k - 1);
  return p;
}

/** −ln of a table's probability among those with its margins, but for a constant: Σ ln aⱼ! + ln bⱼ!. */
function unlikelihood(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += logGamma((a[j] as number) + 1) + logGamma((b[j] as number) + 1);
  return sum;
}

/** Fisher's exact test of two categories; of more, the same order of tables by seeded permutation, beyond 5,000 rows by its limit, the G-test. */
export const fisher: DriftMethod = {
  name: "fisher",
  kinds: ["categorical"],
  effectMeasure: "total_variation",
  calibration: ["exact", "permutation", "limit"],
  compare(pair, random) {
    const cells = cellsOf(pair);
    const used = Array.from(cells.reference, (_, j) => j).filter((j) => (cells.reference[j] as number) + (cells.current[j] as number) > 0);
    const [a, b] = [cells.reference, cells.current].map((counts) => used.map((j) => counts[j] as number)) as [number[], number[]];
    const effect = total(a) === 0 || total(b) === 0 ? 0 : totalVariationDistance(a, b);
    if (used.length < 2 || total(a) === 0 || total(b) === 0) return { statistic: 1, pValue: 1, effect };
    if (used.length === 2) {
      const pValue = fisherExact(a as [number, number], b as [number, number]);
      const odds = ((a[0] as number) * (b[1] as number)) / ((a[1] as number) * (b[0] as number));
      return { statistic: Number.isFinite(odds) ? odds : Number.MAX_VALUE, pValue, effect };
    }
    if (Math.min(total(a), total(b)) > PERMUTED_UP_TO || used.length > MOST_PERMUTED_CELLS) {
      const { reference, current } = poolRare(a, b);
      const g = gStatistic(reference, current);
      return { statistic: g, pValue: chiSquaredLimit((x) => x)(g, reference, current), effect };
    }
    const value = unlikelihood(a, b);
    return { statistic: value, pValue: permutationPValue(value, drawTables(a, b, unlikelihood, random)), effect };
  },
};
