import { setImmediate } from "node:timers/promises";
import type { FittedEstimator, FittedFeatures, Matrix } from "@mlops/core/estimator";
import { FittedLinear, FittedLogistic, ForestClassifier, ForestRegressor, type ShapValues } from "@mlops/core/learn";
import type { ShapSummary } from "@mlops/core/stage";
import { columnOf, type TableLike } from "@mlops/core/table";
import { CalibratedClassifier } from "../calibrate/calibrated-classifier.ts";
import { takeMatrix } from "../folds/take-matrix.ts";
import { linearShap } from "./linear-shap.ts";

/** Rows that are explained at once, between looks at the signal. */
const AT_ONCE = 100;
/** Columns whose single values are kept for a chart, and rows of them. */
const MOST_COLUMNS = 10;
const MOST_POINTS = 120;

/** Leaves times rows of a forest that are explained at most: some ten seconds. */
const LEAF_ROWS = 40_000_000;
/** Fewer rows of a forest than this are not worth a summary. */
const FEWEST = 30;

export interface ShapInput {
  readonly model: FittedEstimator;
  readonly features: FittedFeatures;
  /** Raw rows to explain. */
  readonly rows: TableLike;
  /** The rows that the model learned from, whose means stand for absent features of linear models. */
  readonly background: Matrix;
  /** The model predicts e to the power of its score. */
  readonly logarithmic: boolean;
  readonly signal: AbortSignal | undefined;
}

/**
 * How much each raw column moves the model's score away from the expected one: exact Shapley values, summed over the features that are made of a column, by
 * their mean size. Of models whose scores are no sums of trees or of features: undefined. Scores are those before calibration.
 */
export async function shapSummary(input: ShapInput): Promise<ShapSummary | undefined> {
  const { model, features, rows, logarithmic } = input;
  const base = model instanceof CalibratedClassifier ? model.base : model;
  const explain = explainer(base, input.background);
  const n = rows.numRows();
  if (explain === undefined || n === 0) return undefined;
  const { expected, values } = await inParts(explain, features.toMatrix(rows), input.signal);
  const sources = features.outputSources ?? features.outputNames;
  const columns = [...new Set(sources)];
  const byColumn = values.map((output) =>
    columns.map((column) =>
      sumOf(
        output.filter((_, f) => sources[f] === column),
        n,
      ),
    ),
  );
  const classes = base.kind === "classification" && expected.length > 1 ? base.classes.map(String) : undefined;
  const outputs = byColumn.map((own, k) => ({
    ...(classes ? { class: classes[k] as string } : {}),
    expected: expected[k] as number,
    columns: columns
      .map((column, c) => ({ column, value: (own[c] as Float64Array).reduce((sum, value) => sum + Math.abs(value), 0) / n }))
      .sort((a, b) => b.value - a.value || (a.column < b.column ? -1 : 1)),
  }));
  const scale = scaleOf(base, classes !== undefined, logarithmic);
  if (outputs.length > 1) return { rows: n, scale, outputs };
  const points = (outputs[0]?.columns ?? []).slice(0, MOST_COLUMNS).map(({ column }) => ({
    column,
    values: pointsOf(byColumn[0]?.[columns.indexOf(column)] as Float64Array, placesOf(rows, column)),
  }));
  return { rows: n, scale, outputs, points };
}

function scaleOf(model: FittedEstimator, several: boolean, logarithmic: boolean): ShapSummary["scale"] {
  if (model instanceof ForestClassifier) return "probability";
  if (model.kind === "classification") return several ? "class_scores" : "log_odds";
  return logarithmic ? "log" : "prediction";
}

/** How many rows of a model are explained where `asked` are wanted: those of deep forests take long, so fewer, or none where they would say little. */
export function explainedRows(model: FittedEstimator, asked: number): number {
  const base = model instanceof CalibratedClassifier ? model.base : model;
  if (!(base instanceof ForestClassifier || base instanceof ForestRegressor)) return asked;
  const affordable = Math.floor(LEAF_ROWS / base.leaves);
  return affordable >= Math.min(asked, FEWEST) ? Math.min(asked, affordable) : 0;
}

type Explainer = (x: Matrix) => ShapValues;

function explainer(model: FittedEstimator, background: Matrix): Explainer | undefined {
  if (model instanceof FittedLinear) {
    const { coefficients, intercept } = model;
    return (x) => linearShap({ coefficients: [coefficients], intercepts: [intercept] }, x, background);
  }
  if (model instanceof FittedLogistic) return (x) => linearShap(model, x, background);
  return explainsItself(model) ? (x) => model.shapValues(x) : undefined;
}

function explainsItself(model: FittedEstimator): model is FittedEstimator & { shapValues: Explainer } {
  return "shapValues" in model && typeof model.shapValues === "function";
}

async function inParts(explain: Explainer, x: Matrix, signal: AbortSignal | undefined): Promise<ShapValues> {
  let all: ShapValues | undefined;
  for (let from = 0; from < x.rows; from += AT_ONCE) {
    await setImmediate(); // lets an abort in
    signal?.throwIfAborted();
    const part = explain(
      takeMatrix(
        x,
        Uint32Array.from({ length: Math.min(AT_ONCE, x.rows - from) }, (_, i) => from + i),
      ),
    );
    all ??= { expected: part.expected, values: part.values.map((columns) => columns.map(() => new Float64Array(x.rows))) };
    for (const [k, columns] of part.values.entries()) for (const [f, values] of columns.entries()) all.values[k]?.[f]?.set(values, from);
  }
  return all as ShapValues;
}

function sumOf(features: readonly Float64Array[], n: number): Float64Array {
  const sum = new Float64Array(n);
  for (const values of features) for (let row = 0; row < n; row++) sum[row] = (sum[row] as number) + (values[row] as number);
  return sum;
}

/** Where each row's value stands among the column's, from 0 to 1; null where it is missing or the column has no order. */
function placesOf(rows: TableLike, name: string): (number | null)[] {
  if (!rows.columnNames().includes(name)) return new Array<null>(rows.numRows()).fill(null); // a feature of unknown source
  const column = columnOf(rows, name);
  const values = Array.from({ length: column.length }, (_, row) => column.at(row));
  if (column.kind !== "numeric" && column.kind !== "boolean") return values.map(() => null);
  const sorted = [...new Set(values.filter((value) => value !== undefined && !Number.isNaN(value)).map(Number))].sort((a, b) => a - b);
  const place = new Map(sorted.map((value, at) => [value, sorted.length === 1 ? 0.5 : at / (sorted.length - 1)]));
  return values.map((value) => (value === undefined ? null : (place.get(Number(value)) ?? null)));
}

function pointsOf(values: Float64Array, places: readonly (number | null)[]): (readonly [number, number | null])[] {
  const step = Math.max(1, values.length / MOST_POINTS);
  return Array.from({ length: Math.min(values.length, MOST_POINTS) }, (_, i) => {
    const row = Math.floor(i * step);
    const at = places[row] ?? null;
    return [Number((values[row] as number).toPrecision(4)), at === null ? null : Number(at.toFixed(2))] as const;
  });
}
