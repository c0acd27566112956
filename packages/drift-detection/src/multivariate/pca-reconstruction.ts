import { normalCdf, type Random } from "@mlops/core/stats";
import { type DenseRows, denseRows } from "./dense-rows.ts";
import type { MultivariateMethod } from "./multivariate-method.ts";
import { principalComponents, reconstructionErrors } from "./principal-components.ts";

const FOLDS = 10;
const VARIANCE = 0.65;
/** Permutations at most (more for a small alpha), how many on either side of what was found end them, and the rows of each table that take part. */
const DRAWS = 199;
const MOST_DRAWS = 4999;
const ENOUGH = 20;
const MOST_ROWS = 1000;

/**
 * How well the principal components of the reference reconstruct the current rows. Columns are standardised by the reference; the components are the first that
 * hold 65% of its variance; the statistic is the mean distance of a current row from its reconstruction. A change of how columns go together makes it grow (or
 * shrink) even where no column changes alone. Its p-value is two-sided, by seeded permutations of the rows between the tables with components anew (at most
 * 1,000 rows of each, drawn by seed); `evidence.band` are the mean ± 3 standard deviations of the errors of ten held-out folds of the reference. A missing
 * value becomes the median, marked by a column beside it.
 * @see NannyML's DataReconstructionDriftCalculator; scikit-learn's PCA
 */
export const pcaReconstruction: MultivariateMethod = (tables, random, alpha) => {
  const rows = denseRows(tables.columns);
  const [n, m] = [tables.rows.reference, tables.rows.current];
  const reference = Uint32Array.from({ length: n }, (_, row) => row);
  const current = Uint32Array.from({ length: m }, (_, row) => n + row);
  const model = principalComponents(rows, reference, { share: VARIANCE });
  const squares = new Float64Array(rows.width);
  const seen = momentsOf(reconstructionErrors(rows, current, model, squares));
  const folds = heldOut(rows, random.permutation(n), model.components.length);
  const expected = momentsOf(folds.errors);
  const spread = Math.sqrt((expected.variance + seen.variance) / 2);
  const distance = spread > 0 ? (seen.mean - expected.mean) / spread : 0;
  const between = Math.sqrt(momentsOf(folds.means).variance);
  const draws = Math.min(MOST_DRAWS, Math.max(DRAWS, Math.ceil(4 / alpha) - 1));
  const { pValue, drawn } = permuted(rows, [taken(reference, random), taken(current, random)], model.components.length, draws, random);
  return {
    statistic: seen.mean,
    pValue,
    effect: Math.abs(2 * normalCdf(distance / Math.SQRT2) - 1),
    effectMeasure: "how often an error of one table is above one of the other, as 2·share − 1",
    threshold: null,
    rows: { reference: n, current: m },
    evidence: {
      components: model.components.length,
      expectedError: expected.mean,
      band: [expected.mean - 3 * between, expected.mean + 3 * between],
      permutations: drawn,
      byColumn: byColumn(squares, rows, m),
    },
  };
};

function taken(rows: Uint32Array, random: Random): Uint32Array {
  return rows.length <= MOST_ROWS ? rows : random.sample(rows.length, MOST_ROWS).map((at) => rows[at] as number);
}

/** Each reference row by components that never saw it, and the mean of each fold. */
function heldOut(rows: DenseRows, order: Uint32Array, kept: number): { errors: Float64Array; means: Float64Array } {
  const means = new Float64Array(FOLDS);
  const errors: number[] = [];
  for (let fold = 0; fold < FOLDS; fold++) {
    const model = principalComponents(
      rows,
      order.filter((_, i) => i % FOLDS !== fold),
      kept,
    );
    const found = reconstructionErrors(
      rows,
      order.filter((_, i) => i % FOLDS === fold),
      model,
    );
    means[fold] = momentsOf(found).mean;
    errors.push(...found);
  }
  return { errors: Float64Array.from(errors), means };
}

function permuted(
  rows: DenseRows,
  [reference, current]: readonly [Uint32Array, Uint32Array],
  kept: number,
  draws: number,
  random: Random,
): { pValue: number; drawn: number } {
  const all = new Uint32Array(reference.length + current.length);
  all.set(reference);
  all.set(current, reference.length);
  const difference = (): number => {
    const [first, rest] = [all.subarray(0, reference.length), all.subarray(reference.length)];
    const model = principalComponents(rows, first, kept);
    return momentsOf(reconstructionErrors(rows, rest, model)).mean - momentsOf(reconstructionErrors(rows, first, model)).mean;
  };
  const observed = difference();
  const slack = 1e-9 * Math.abs(observed);
  let [above, below, drawn] = [0, 0, 0];
  while (drawn < draws && (observed < 0 ? Math.min(above, below) : above) < ENOUGH) {
    drawn++;
    random.shuffle(all);
    const one = difference();
    if (one >= observed - slack) above++;
    if (one <= observed + slack) below++;
  }
  // the components know the rows they come from: what they reconstruct no better than these is not reconstructed too well, so a table never differs from itself
  const reached = observed < 0 ? Math.min(above, below) : above;
  return { pValue: Math.min(1, 2 * (reached >= ENOUGH ? reached / drawn : (reached + 1) / (drawn + 1))), drawn };
}

function momentsOf(values: Float64Array): { mean: number; variance: number } {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return { mean, variance: squares / (values.length - 1) };
}

/** Root mean square of what each column of the tables adds to the error. */
function byColumn(squares: Float64Array, { sources }: DenseRows, rows: number): Record<string, number> {
  const sums = new Map<string, number>();
  for (const [at, source] of sources.entries()) sums.set(source, (sums.get(source) ?? 0) + (squares[at] as number));
  return Object.fromEntries([...sums].map(([name, sum]) => [name, Math.sqrt(sum / rows)] as const).sort((a, b) => b[1] - a[1]));
}
