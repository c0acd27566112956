import { median, type Random } from "@mlops/core/stats";
import { type DenseRows, denseRows, scaleOf } from "./dense-rows.ts";
import type { MultivariateMethod } from "./multivariate-method.ts";

/** Rows of each table at most, drawn by seed. */
const MOST_ROWS = 500;
/** Permutations at most (more for a small alpha), and how many as extreme as what was found end them (Besag and Clifford 1991). */
const DRAWS = 499;
const MOST_DRAWS = 4999;
const ENOUGH = 40;

/**
 * Maximum mean discrepancy (Gretton et al. 2012): the unbiased estimate of the squared distance between the tables' mean embeddings by the kernel
 * `exp(−d²/2σ²)`, σ the median distance between rows of both. Columns are standardised by the rows of both together; a missing value becomes the median,
 * marked by a column beside it. Of each table at most 500 rows, drawn by seed, so that what is significant is not small: it has no floor of the effect.
 * The p-value is that of seeded permutations of the rows between the tables.
 */
export const maximumMeanDiscrepancy: MultivariateMethod = (tables, random, alpha) => {
  const rows = denseRows(tables.columns);
  const before = taken(0, tables.rows.reference, random);
  const after = taken(tables.rows.reference, tables.rows.current, random);
  const [n, m] = [before.length, after.length];
  const { kernel, sigma } = kernelOf(rows, Uint32Array.of(...before, ...after));
  const belongs = new Uint8Array(n + m).fill(1, n);
  const statistic = discrepancy(kernel, belongs, n, m);
  const draws = Math.min(MOST_DRAWS, Math.max(DRAWS, Math.ceil(4 / alpha) - 1));
  let [reached, drawn] = [0, 0];
  while (drawn < draws && reached < ENOUGH) {
    drawn++;
    random.shuffle(belongs);
    if (discrepancy(kernel, belongs, n, m) >= statistic - 1e-12) reached++;
  }
  return {
    statistic,
    pValue: reached === ENOUGH ? reached / drawn : (reached + 1) / (drawn + 1),
    effect: Math.min(1, Math.sqrt(Math.max(0, statistic) / 2)),
    effectMeasure: "√(MMD²/2)",
    threshold: null,
    rows: { reference: n, current: m },
    evidence: { sigma, permutations: drawn },
  };
};

function taken(first: number, rows: number, random: Random): Uint32Array {
  const places = rows <= MOST_ROWS ? Uint32Array.from({ length: rows }, (_, row) => row) : random.sample(rows, MOST_ROWS);
  return places.map((row) => first + row);
}

function kernelOf(rows: DenseRows, of: Uint32Array): { kernel: Float64Array; sigma: number } {
  const { width } = rows;
  const scale = scaleOf(rows, of);
  const z = new Float64Array(of.length * width);
  for (let i = 0; i < z.length; i++) {
    const j = i % width;
    const value = rows.values[(of[(i - j) / width] as number) * width + j] as number;
    z[i] = (value - (scale.mean[j] as number)) / (scale.deviation[j] as number);
  }
  const total = of.length;
  const kernel = new Float64Array(total * total);
  const distances = new Float64Array((total * (total - 1)) / 2);
  let at = 0;
  for (let i = 0; i < total; i++) {
    for (let j = 0; j < i; j++) {
      let square = 0;
      for (let k = 0; k < width; k++) square += ((z[i * width + k] as number) - (z[j * width + k] as number)) ** 2;
      kernel[i * total + j] = square;
      distances[at++] = Math.sqrt(square);
    }
  }
  const middle = median(distances) ?? 0;
  const mean = distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
  const sigma = middle > 0 ? middle : mean > 0 ? mean : 1;
  for (let i = 0; i < total; i++) {
    kernel[i * total + i] = 1;
    for (let j = 0; j < i; j++) {
      const value = Math.exp(-(kernel[i * total + j] as number) / (2 * sigma * sigma));
      kernel[i * total + j] = value;
      kernel[j * total + i] = value;
    }
  }
  return { kernel, sigma };
}

/** MMD² without its diagonal: mean within each table, less twice the mean between them. */
function discrepancy(kernel: Float64Array, belongs: Uint8Array, n: number, m: number): number {
  const total = n + m;
  let [within, across, between] = [0, 0, 0];
  for (let i = 0; i < total; i++) {
    const side = belongs[i] as number;
    const row = i * total;
    let [same, other] = [0, 0];
    for (let j = 0; j < i; j++) {
      if (belongs[j] === side) same += kernel[row + j] as number;
      else other += kernel[row + j] as number;
    }
    if (side === 0) within += same;
    else across += same;
    between += other;
  }
  return (2 * within) / (n * (n - 1)) + (2 * across) / (m * (m - 1)) - (2 * between) / (n * m);
}
