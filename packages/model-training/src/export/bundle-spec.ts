import { type BundleSpec, type Cell, cellsOf, type GoldenRows, type SplitRows } from "@mlops/core/bundle";
import { type FittedEstimator, type FittedFeatures, likeliest } from "@mlops/core/estimator";
import { Random } from "@mlops/core/stats";
import { columnOf, type TableLike, takeTable } from "@mlops/core/table";
import type { Json } from "@mlops/models";
import type { BuiltGraph } from "./build-graph.ts";

/** Trees leave the graph with 32-bit scores; everything else computes in doubles throughout. */
export function toleranceOf(estimator: string): number {
  return estimator === "gradient_boosting" ? 1e-6 : 1e-12;
}

/** What the model itself says about raw rows, in the shape of the graph's outputs. */
export function expectedOutputs(model: FittedEstimator, features: FittedFeatures, rows: TableLike): Record<string, Cell[]> {
  const x = features.toMatrix(rows);
  if (model.kind === "regression") return { prediction: Array.from(model.predict(x)) };
  const probabilities = model.predictProbability(x);
  const codes = likeliest(probabilities, x.rows);
  const outputs: Record<string, Cell[]> = { label: Array.from(codes, (code) => model.classes[code] as Cell) };
  model.classes.forEach((label, k) => {
    outputs[`probability_${label}`] = Array.from(probabilities[k] as Float64Array);
  });
  return outputs;
}

/** Some rows of a table, drawn by seed, in the table's order. */
export function sampleRows(table: TableLike, count: number, seed: number): TableLike {
  const rows = table.numRows();
  const drawn = count >= rows ? Uint32Array.from({ length: rows }, (_, row) => row) : new Random(seed).sample(rows, count).sort();
  return takeTable(table, drawn);
}

export function splitRows(table: TableLike, names: readonly string[]): SplitRows {
  const columns = names.map((name) => cellsOf(columnOf(table, name)));
  return { columns: names, data: Array.from({ length: table.numRows() }, (_, row) => columns.map((cells) => cells[row] ?? null)) };
}

export interface SpecInput {
  readonly built: BuiltGraph;
  readonly model: FittedEstimator;
  readonly features: FittedFeatures;
  /** Rows that golden rows and example are drawn from. */
  readonly rows: TableLike;
  readonly goldenRows: number;
  readonly seed: number;
  readonly target: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly metrics: Readonly<Record<string, number | null>>;
  readonly profile: unknown;
  readonly version: string;
}

/** Everything the model directory is made of. */
export function bundleSpec(input: SpecInput): BundleSpec {
  const { model, features, built } = input;
  const names = features.inputColumns.map((column) => column.name);
  const rows = sampleRows(input.rows, input.goldenRows, input.seed);
  const split = splitRows(rows, names);
  const goldenRows: GoldenRows = { ...split, outputs: expectedOutputs(model, features, rows), tolerance: toleranceOf(model.name) };
  return {
    graph: built.graph,
    signature: built.signature,
    inputExample: { columns: names, data: split.data.slice(0, 5) },
    goldenRows,
    referenceProfile: input.profile as Json,
    metadata: {
      task: model.kind,
      estimator: model.name,
      target: input.target,
      features: features.outputNames,
      ...(model.kind === "classification" ? { classes: model.classes } : {}),
      parameters: input.parameters as Readonly<Record<string, Json>>,
      metrics: input.metrics,
      versions: { "@mlops/model-training": input.version },
    },
  };
}
