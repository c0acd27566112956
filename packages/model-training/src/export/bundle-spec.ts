import { type BundleSpec, type Cell, cellsOf, type GoldenRows, type SplitRows } from "@mlops/core/bundle";
import { type FittedEstimator, type FittedFeatures, likeliest } from "@mlops/core/estimator";
import { columnOf, type TableLike } from "@mlops/core/table";
import type { AlgorithmName, Json } from "@mlops/models";
import { predictionColumns, predictionsOfModel } from "../evaluate/outcome.ts";
import type { BuiltGraph } from "./build-graph.ts";
import { sampleJsonRows } from "./sample-rows.ts";

/** Rows of the input example, which MLflow shows to those who load the model. */
const EXAMPLE_ROWS = 5;

export interface SpecInput {
  readonly built: BuiltGraph;
  readonly model: FittedEstimator;
  /** Of two classes the second is called from this probability on. */
  readonly threshold?: number | undefined;
  /** How probabilities were calibrated. */
  readonly calibration?: string | undefined;
  readonly features: FittedFeatures;
  /** Raw rows that golden rows and example are drawn from. */
  readonly rows: TableLike;
  readonly goldenRows: number;
  readonly seed: number;
  readonly target: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly metrics: Readonly<Record<string, number | null>>;
  /** Profile of the training rows. */
  readonly profile: unknown;
  /** Version of this package. */
  readonly version: string;
}

/** Everything the model directory is made of. The same input gives the same files. */
export function bundleSpec(input: SpecInput): BundleSpec {
  const { model, features, built } = input;
  const names = features.inputColumns.map((column) => column.name);
  const rows = sampleJsonRows(input.rows, names, input.goldenRows, input.seed);
  const split = splitRows(rows, names);
  const { threshold, calibration } = input;
  const outputs = expectedOutputs(model, features, rows, threshold);
  const goldenRows: GoldenRows = { ...split, outputs, tolerance: toleranceOf(model.name, calibration) };
  return {
    graph: built.graph,
    signature: built.signature,
    inputExample: { columns: names, data: split.data.slice(0, EXAMPLE_ROWS) },
    goldenRows,
    referenceProfile: input.profile as Json,
    metadata: {
      task: model.kind,
      estimator: model.name,
      target: input.target,
      features: features.outputNames,
      ...(model.kind === "classification" ? { classes: model.classes } : {}),
      ...(threshold === undefined ? {} : { threshold }),
      ...(calibration === undefined ? {} : { calibration }),
      parameters: input.parameters as Readonly<Record<string, Json>>,
      metrics: input.metrics,
      versions: { "@mlops/model-training": input.version },
    },
  };
}

const TREES: readonly string[] = ["gradient_boosting", "random_forest", "extra_trees"] satisfies AlgorithmName[];

/** Trees leave the graph with 32-bit scores, and calibration magnifies rounding; everything else computes in doubles throughout. */
export function toleranceOf(estimator: string, calibration?: string): number {
  return TREES.includes(estimator) || calibration !== undefined ? 1e-6 : 1e-12;
}

/** What the model itself says about raw rows, in the shape of the graph's outputs. */
export function expectedOutputs(
  model: FittedEstimator,
  features: FittedFeatures,
  rows: TableLike,
  threshold?: number,
): Record<string, Cell[]> {
  const x = features.toMatrix(rows);
  const predictions = predictionsOfModel(model, x);
  const classes = model.kind === "classification" ? model.classes : null;
  const values = predictionColumns(classes).map((name, k) => [name, Array.from(predictions[k] as Float64Array)] as const);
  if (classes === null) return Object.fromEntries(values);
  const codes = threshold === undefined ? likeliest(predictions, x.rows) : calledFrom(predictions[1] as Float64Array, threshold);
  const labels = Array.from(codes, (code) => classes[code] as Cell);
  return { label: labels, ...Object.fromEntries(values) };
}

function calledFrom(scores: Float64Array, threshold: number): Int32Array {
  return Int32Array.from(scores, (score) => (score >= threshold ? 1 : 0));
}

function splitRows(table: TableLike, names: readonly string[]): SplitRows {
  const columns = names.map((name) => cellsOf(columnOf(table, name)));
  return { columns: names, data: Array.from({ length: table.numRows() }, (_, row) => columns.map((cells) => cells[row] ?? null)) };
}
