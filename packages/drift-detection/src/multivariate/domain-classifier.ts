import type { ClassificationTarget, Matrix } from "@mlops/core/estimator";
import { GradientBoosting } from "@mlops/core/learn";
import { auc } from "@mlops/core/metrics";
import { normalQuantile, normalSurvival, type Random, ranksOf } from "@mlops/core/stats";
import type { EncodedTables } from "./encode-tables.ts";
import type { MultivariateMethod } from "./multivariate-method.ts";

const FOLDS = 5;
const MOST_ROWS = 20_000;
/** Folds share trainers, so that their rank sums vary together: by so much more does their sum, as simulations of many widths and sizes without drift show. */
const SHARED_TRAINERS = 1.75;
const BOOSTING = { iterations: 40, learningRate: 0.1, numLeaves: 8, minSamplesLeaf: 10 };

/**
 * Can boosted trees tell the tables apart? The statistic is the area under the ROC curve of their out-of-fold scores (five seeded folds, each table's rows
 * alike), with DeLong's interval; ½ is not at all. Its p-value is one-sided, by rank sums within the folds (van Elteren 1960), where the scored rows never
 * trained the trees that score them. Of each table at most 20,000 rows, drawn by seed. `evidence.importances` tells by which columns they are told apart.
 */
export const domainClassifier: MultivariateMethod = (tables, random, alpha) => {
  const rows = { reference: draw(tables.rows.reference, random), current: draw(tables.rows.current, random) };
  const [n, m] = [rows.reference.length, rows.current.length];
  const labels = new Uint8Array(n + m).fill(1, n);
  const matrix: Matrix = {
    rows: n + m,
    names: tables.columns.map(({ name }, at) => `${at} ${name}`),
    columns: tables.columns.map(({ reference, current }) => {
      const both = new Float64Array(n + m);
      for (let i = 0; i < n; i++) both[i] = reference[rows.reference[i] as number] as number;
      for (let i = 0; i < m; i++) both[n + i] = current[rows.current[i] as number] as number;
      return both;
    }),
  };
  const folds = foldsOf(n, m);
  const scores = new Float64Array(n + m);
  const importances = new Float64Array(tables.columns.length);
  const sums = { area: 0, pairs: 0, variance: 0 };
  for (let fold = 0; fold < FOLDS; fold++) {
    const [train, held] = [placesOf(folds, (one) => one !== fold), placesOf(folds, (one) => one === fold)];
    const target: ClassificationTarget = {
      kind: "classification",
      codes: Int32Array.from(train, (row) => labels[row] as number),
      classes: ["reference", "current"],
    };
    const fitted = new GradientBoosting(BOOSTING).fit(rowsOf(matrix, train), target, { seed: random.int(2 ** 31) });
    const given = fitted.predictProbability(rowsOf(matrix, held))[1] as Float64Array;
    held.forEach((row, i) => {
      scores[row] = given[i] as number;
    });
    fitted.importances?.forEach((share, at) => {
      importances[at] = (importances[at] as number) + share / FOLDS;
    });
    addRankSum(sums, given, held, labels);
  }
  const { value, interval } = auc(labels, scores);
  const error = Math.sqrt(SHARED_TRAINERS * sums.variance) / sums.pairs;
  const area = sums.area / sums.pairs;
  return {
    statistic: value as number,
    pValue: error > 0 ? normalSurvival((area - 0.5) / error) : 1,
    effect: Math.max(0, 2 * (value as number) - 1),
    effectMeasure: "2·AUC − 1",
    threshold: 0.5 - normalQuantile(alpha) * error,
    rows: { reference: n, current: m },
    evidence: { auc: value, interval: interval === null ? null : [...interval], importances: bySource(tables, importances) },
  };
};

function draw(rows: number, random: Random): Uint32Array {
  return rows > MOST_ROWS ? random.sample(rows, MOST_ROWS) : random.permutation(rows);
}

/** The rows stand in random order, so that every fifth makes a fold. */
function foldsOf(n: number, m: number): Uint8Array {
  return Uint8Array.from({ length: n + m }, (_, i) => (i < n ? i : i - n) % FOLDS);
}

function placesOf(folds: Uint8Array, wanted: (fold: number) => boolean): Uint32Array {
  return Uint32Array.from(folds.keys()).filter((row) => wanted(folds[row] as number));
}

function rowsOf(matrix: Matrix, rows: Uint32Array): Matrix {
  const columns = matrix.columns.map((column) => Float64Array.from(rows, (row) => column[row] as number));
  return { rows: rows.length, names: matrix.names, columns };
}

/** Mann and Whitney's count of pairs in the right order, and its variance without drift, ties counted. */
function addRankSum(
  sums: { area: number; pairs: number; variance: number },
  scores: Float64Array,
  held: Uint32Array,
  labels: Uint8Array,
): void {
  const { ranks, tieTerm } = ranksOf(scores);
  const total = held.length;
  let [current, sum] = [0, 0];
  for (let i = 0; i < total; i++) {
    if (labels[held[i] as number] !== 1) continue;
    current++;
    sum += ranks[i] as number;
  }
  const pairs = current * (total - current);
  sums.area += sum - (current * (current + 1)) / 2;
  sums.pairs += pairs;
  if (total > 1) sums.variance += (pairs / 12) * (total + 1 - tieTerm / (total * (total - 1)));
}

function bySource(tables: EncodedTables, importances: Float64Array): Record<string, number> {
  const shares = new Map<string, number>();
  for (const [at, { source }] of tables.columns.entries()) shares.set(source, (shares.get(source) ?? 0) + (importances[at] as number));
  return Object.fromEntries([...shares].sort((a, b) => b[1] - a[1]));
}
