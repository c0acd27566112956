import type { CoMoments, PairMoments } from "@mlops/core/profile";
import { ranksOf } from "@mlops/core/stats";
import type { Correlation } from "./data-profile.ts";

/** Values of this relative spread differ by rounding alone. */
const ROUNDING = 1e-14;

const varies = (squares: number, mean: number, n: number): boolean => squares > n * (ROUNDING * mean) ** 2;

function pearson({ n, meanX, meanY, xx, yy, xy }: PairMoments): number | null {
  if (!varies(xx, meanX, n) || !varies(yy, meanY, n)) return null;
  const value = xy / Math.sqrt(xx * yy);
  return Number.isFinite(value) ? Math.max(-1, Math.min(1, value)) : null;
}

/** Pearson's correlation of the ranks among the rows in which both are finite. */
function spearman(x: Float64Array, y: Float64Array): number | null {
  const rows = [...x.keys()].filter((row) => Number.isFinite(x[row]) && Number.isFinite(y[row]));
  const [a, b] = [x, y].map((values) => ranksOf(Float64Array.from(rows, (row) => values[row] as number)).ranks) as [
    Float64Array,
    Float64Array,
  ];
  const n = rows.length;
  const middle = (n + 1) / 2;
  let [xx, yy, xy] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [u, v] = [(a[i] as number) - middle, (b[i] as number) - middle];
    xx += u * u;
    yy += v * v;
    xy += u * v;
  }
  return pearson({ n, meanX: middle, meanY: middle, xx, yy, xy });
}

/**
 * Every pair of the columns that are wanted, the strongest first.
 * @param valuesOf - the values of a column row by row, where ranks are to be correlated too
 */
export function correlationsOf(
  { names, pairs }: CoMoments,
  wanted: ReadonlySet<string>,
  valuesOf?: (name: string) => Float64Array,
): Correlation[] {
  const found: Correlation[] = [];
  let pair = 0;
  for (const [i, left] of names.entries())
    for (const right of names.slice(i + 1)) {
      const moments = pairs[pair++] as (typeof pairs)[number];
      if (!wanted.has(left) || !wanted.has(right)) continue;
      const ranks = valuesOf === undefined ? {} : { spearman: spearman(valuesOf(left), valuesOf(right)) };
      found.push({ left, right, value: pearson(moments), rows: moments.n, ...ranks });
    }
  return found.sort((a, b) => Math.abs(b.value ?? 0) - Math.abs(a.value ?? 0) || (a.left + a.right < b.left + b.right ? -1 : 1));
}
