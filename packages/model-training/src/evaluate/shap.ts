import type { FittedEstimator, FittedFeatures, Matrix } from "@mlops/core/estimator";
import {
  BoostedClassifier,
  BoostedRegressor,
  FittedLinear,
  FittedLogistic,
  FittedPoisson,
  ForestClassifier,
  ForestRegressor,
  type ShapValues,
} from "@mlops/core/learn";
import type { ShapSummary } from "@mlops/core/stage";
import { columnOf, type TableLike } from "@mlops/core/table";
import { CalibratedClassifier } from "../calibrate/calibrated-classifier.ts";
import { linearShap } from "./linear-shap.ts";

/** Rows that are explained where no number is given: so many, or as many as cost these steps, a leaf of one row each; of fewer than the least, none. */
const ROWS = 500;
const STEPS = 20_000_000;
const LEAST_ROWS = 30;
/** Columns whose single values are kept for a chart, and rows of them. */
const MOST_COLUMNS = 8;
const MOST_POINTS = 100;

/** What can be explained of a model: its scores before calibration, on which scale. */
interface Explainer {
  readonly scale: ShapSummary["scale"];
  /** Leaves of its trees, 1 where it has none. */
  readonly leaves: number;
  explain(x: Matrix, background: Matrix, signal: AbortSignal | undefined): ShapValues;
}

export interface ShapInput {
  readonly model: FittedEstimator;
  readonly features: FittedFeatures;
  /** Raw rows to explain. */
  readonly rows: TableLike;
  /** The rows that the model learned from, whose means stand for absent features of linear models. */
  readonly background: Matrix;
  /** Trees predict e to the power of their score. */
  readonly logarithmic: boolean;
  readonly signal: AbortSignal | undefined;
}

/** How many rows to explain: as many as are wanted, else as many as take some seconds. */
export function rowsToExplain(model: FittedEstimator, wanted: number | undefined): number {
  if (wanted !== undefined) return wanted;
  const affordable = Math.min(ROWS, Math.floor(STEPS / (explainerOf(model, false)?.leaves ?? 1)));
  return affordable < LEAST_ROWS ? 0 : affordable;
}

/**
 * How much each raw column moves the model's score away from the expected one: exact Shapley values, summed over the features that are made of a column, by
 * their mean size. Of models whose scores are no sums of trees or of features: undefined. Scores are those before calibration.
 * @throws the signal's reason
 */
export function shapSummary({ model, features, rows, background, logarithmic, signal }: ShapInput): ShapSummary | undefined {
  const explainer = explainerOf(model, logarithmic);
  const n = rows.numRows();
  if (explainer === undefined || n === 0) return undefined;
  signal?.throwIfAborted();
  const { expected, values } = explainer.explain(features.toMatrix(rows), background, signal);
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
  const classes = model.kind === "classification" && expected.length > 1 ? model.classes.map(String) : undefined;
  const outputs = byColumn.map((own, k) => ({
    ...(classes ? { class: classes[k] as string } : {}),
    expected: expected[k] as number,
    columns: columns
      .map((column, c) => ({ column, value: (own[c] as Float64Array).reduce((sum, value) => sum + Math.abs(value), 0) / n }))
      .sort((a, b) => b.value - a.value || (a.column < b.column ? -1 : 1)),
  }));
  const summary = { rows: n, scale: explainer.scale, outputs };
  if (outputs.length > 1) return summary;
  const points = (outputs[0]?.columns ?? []).slice(0, MOST_COLUMNS).map(({ column }) => ({
    column,
    values: pointsOf(byColumn[0]?.[columns.indexOf(column)] as Float64Array, placesOf(rows, column)),
  }));
  return { ...summary, points };
}

function explainerOf(model: FittedEstimator, logarithmic: boolean): Explainer | undefined {
  if (model instanceof CalibratedClassifier) return explainerOf(model.base, logarithmic);
  if (model instanceof FittedLinear || model instanceof FittedPoisson) {
    const lines = { coefficients: [model.coefficients], intercepts: [model.intercept] };
    const scale = model instanceof FittedPoisson ? "log" : "prediction";
    return { scale, leaves: 1, explain: (x, background) => linearShap(lines, x, background) };
  }
  const several = model.kind === "classification" && model.classes.length > 2;
  if (model instanceof FittedLogistic)
    return { scale: several ? "class_scores" : "log_odds", leaves: 1, explain: (x, background) => linearShap(model, x, background) };
  const trees = (
    scale: ShapSummary["scale"],
    own: BoostedClassifier | BoostedRegressor | ForestClassifier | ForestRegressor,
  ): Explainer => ({
    scale,
    leaves: own.leaves,
    explain: (x, _, signal) => own.shapValues(x, { signal }),
  });
  if (model instanceof BoostedClassifier) return trees(several ? "class_scores" : "log_odds", model);
  if (model instanceof BoostedRegressor) return trees(logarithmic ? "log" : "prediction", model);
  if (model instanceof ForestClassifier) return trees("probability", model);
  return model instanceof ForestRegressor ? trees("prediction", model) : undefined;
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
