import type { Label, Matrix, Target } from "@mlops/core/estimator";
import type { WatchedRows } from "@mlops/core/learn";
import { columnOf, type Series, type TableLike, takeTable } from "@mlops/core/table";
import { DataError, type TrainingConfig } from "@mlops/models";
import { type Truth, truthOf, truthOfTarget } from "../evaluate/truth.ts";
import type { FoldPlan } from "../folds/fold-plan.ts";
import { takeMatrix } from "../folds/take-matrix.ts";
import { fitWeights, readWeights } from "./row-weights.ts";
import type { LabelledRows, TrainOptions } from "./train-options.ts";
import type { TrainingRows } from "./training-rows.ts";

/** Raw rows, the same as a matrix, and what is true of them. */
export interface JudgedRows {
  readonly set: "validation" | "test" | "out_of_fold" | "train";
  readonly raw: TableLike;
  readonly x: Matrix;
  readonly truth: Truth;
}

/** More rows to evaluate on. */
export interface Holdout {
  readonly name: string;
  readonly raw: TableLike;
  readonly truth: Truth;
  readonly groupBy: string | undefined;
}

export interface Judging {
  readonly judged: JudgedRows;
  readonly holdouts: readonly Holdout[];
  /** The validation rows, where they say when to stop. */
  readonly watched: WatchedRows | undefined;
}

export interface JudgingInput {
  readonly config: TrainingConfig;
  readonly options: TrainOptions;
  readonly rows: TrainingRows;
  readonly plan: FoldPlan | undefined;
  /** How errors call the labels. */
  readonly target: string;
  /** What the weight of each class's rows is multiplied by in fits. */
  readonly factors: readonly number[] | undefined;
}

/**
 * Which rows judge the model: the validation rows; without them the training rows that a fold predicts, or all of them. Validation rows that chose the
 * number of trees leave that to the holdout `test` or, without it, to the folds, where there are any.
 * @throws DataError
 */
export function judgingOf(input: JudgingInput): Judging {
  const { config, options, rows, plan } = input;
  const validation =
    options.xVal && options.yVal
      ? labelled("validation", { x: options.xVal, y: options.yVal, weight: options.weightVal }, input)
      : undefined;
  const holdouts = Object.entries(options.holdouts ?? {}).map(([name, given]) => holdout(name, given, input));
  if (validation === undefined) return { judged: ownRows(rows, plan), holdouts, watched: undefined };
  if (config.earlyStopping === "internal") return { judged: validation.judged, holdouts, watched: undefined };
  const { judged: seen, weights } = validation;
  const watched = watchedRows(seen, weights, input);
  const test = options.holdouts?.["test"];
  if (test === undefined && plan === undefined) return { judged: seen, holdouts, watched };
  const judged = test === undefined ? ownRows(rows, plan) : labelled("test", test, input).judged;
  const others = holdouts.filter(({ name }) => name !== judged.set);
  return { judged, holdouts: [{ name: "validation", raw: seen.raw, truth: seen.truth, groupBy: undefined }, ...others], watched };
}

function watchedRows({ x, truth }: JudgedRows, own: Float64Array | undefined, { rows, factors }: JudgingInput): WatchedRows {
  if (truth.kind === "regression") return { x, y: { kind: "regression", values: truth.actual }, sampleWeight: own };
  const y: Target = { kind: "classification", codes: truth.labels, classes: classesOf(rows) ?? [] };
  return { x, y, sampleWeight: fitWeights(truth.labels, own, factors) };
}

function classesOf({ y }: TrainingRows): readonly Label[] | null {
  return y.kind === "classification" ? y.classes : null;
}

/** Rows of which every label is known. */
function labelled(
  set: "validation" | "test",
  given: LabelledRows,
  input: JudgingInput,
): { readonly judged: JudgedRows; readonly weights: Float64Array | undefined } {
  const { rows, target, config } = input;
  if (given.x.numRows() === 0) throw new DataError({ code: "TABLE_EMPTY", message: `the ${set} table has no rows` });
  const name = `${target} (${set})`;
  checkLength(name, given.x, given.y);
  const needed = config.evaluation.weighted || (set === "validation" && config.earlyStopping === "validation");
  const weights = needed ? weightsOfRows(set, given, config) : undefined;
  const truth = truthOf(given.y, { classes: classesOf(rows), name, weights: config.evaluation.weighted ? weights : undefined });
  return { judged: { set, raw: given.x, x: rows.features.toMatrix(given.x), truth }, weights };
}

function holdout(set: string, given: LabelledRows, { rows, target, config }: JudgingInput): Holdout {
  const { x, y, groupBy } = given;
  const name = `${target} (${set})`;
  checkLength(name, x, y);
  if (groupBy !== undefined) columnOf(x, groupBy);
  const weights = config.evaluation.weighted ? weightsOfRows(set, given, config) : undefined;
  return { name: set, raw: x, truth: truthOf(y, { classes: classesOf(rows), name, weights, missing: "unknown" }), groupBy };
}

/** The weights that are given, else those of the column that is configured. */
function weightsOfRows(set: string, { x, weight }: LabelledRows, { weightColumn }: TrainingConfig): Float64Array | undefined {
  const read = (series: Series) => readWeights(series, x.numRows(), `the weights of the ${set} rows`);
  if (weight !== undefined) return read(weight);
  if (weightColumn === undefined) return undefined;
  if (x.columnNames().includes(weightColumn)) return read(columnOf(x, weightColumn));
  const hint = `the ${set} rows need it for their metrics, too: add it, give their weights, or set evaluation.weighted to false`;
  throw new DataError({ code: "COLUMN_MISSING", column: weightColumn, available: x.columnNames(), hint });
}

/** The training rows that a fold predicts; all of them where there are no folds. */
function ownRows({ raw, x, y, metricWeights }: TrainingRows, plan: FoldPlan | undefined): JudgedRows {
  if (plan === undefined) return { set: "train", raw, x, truth: truthOfTarget(y, metricWeights) };
  const rows = Uint32Array.from(plan.folds.flatMap(({ test }) => [...test])).sort();
  if (rows.length === x.rows) return { set: "out_of_fold", raw, x, truth: truthOfTarget(y, metricWeights) };
  return { set: "out_of_fold", raw: takeTable(raw, rows), x: takeMatrix(x, rows), truth: truthOfTarget(y, metricWeights, rows) };
}

/** @throws DataError `COLUMN_LENGTH` */
export function checkLength(column: string, x: TableLike, y: Series): void {
  if (y.length !== x.numRows()) throw new DataError({ code: "COLUMN_LENGTH", column, actual: y.length, expected: x.numRows() });
}
