import { checkFeatures, checkFinite } from "../../estimator/check-input.ts";
import type { Matrix } from "../../estimator/matrix.ts";
import type { Graph } from "../../onnx/graph.ts";
import { invalidModel, numbersIn, readFeatures } from "../fitted-json.ts";

const NAME = "k_means";

interface KMeansState {
  readonly features: readonly string[];
  readonly centres: readonly Float64Array[];
  readonly inertia: number;
  readonly iterations: number;
  readonly converged: boolean;
}

/** Centres of clusters: labels and distances of any rows. */
export class FittedKMeans {
  readonly name = NAME;
  readonly features: readonly string[];
  /** One per cluster, a value per feature. */
  readonly centres: readonly Float64Array[];
  /** Sum of the training rows' weighted squared distances to their centres. */
  readonly inertia: number;
  /** Of the start that was kept. */
  readonly iterations: number;
  /** False where `maxIterations` ended the fit. */
  readonly converged: boolean;

  constructor({ features, centres, inertia, iterations, converged }: KMeansState) {
    this.features = Object.freeze([...features]);
    this.centres = Object.freeze([...centres]);
    this.inertia = inertia;
    this.iterations = iterations;
    this.converged = converged;
    Object.freeze(this);
  }

  /** The nearest cluster of each row, the first of equally near ones. @throws DataError `COLUMN_MISSING`, `SIGNATURE_MISMATCH`, `VALUE_INVALID` */
  predict(x: Matrix): Int32Array {
    const labels = new Int32Array(x.rows);
    const nearest = new Float64Array(x.rows).fill(Number.POSITIVE_INFINITY);
    for (const [k, distances] of this.transform(x).entries()) {
      for (let row = 0; row < x.rows; row++) {
        if (!((distances[row] as number) < (nearest[row] as number))) continue;
        nearest[row] = distances[row] as number;
        labels[row] = k;
      }
    }
    return labels;
  }

  /** The distance `‖x − c‖` of each row to each centre: one array per cluster. @throws DataError as `predict` */
  transform(x: Matrix): Float64Array[] {
    checkFeatures(this.features, x);
    checkFinite(x, "impute or clip the column first");
    return this.centres.map((centre) => {
      const squares = new Float64Array(x.rows);
      for (const [f, column] of x.columns.entries()) {
        const value = centre[f] as number;
        for (let row = 0; row < x.rows; row++) {
          const difference = (column[row] as number) - value;
          squares[row] = (squares[row] as number) + difference * difference;
        }
      }
      for (let row = 0; row < x.rows; row++) squares[row] = Math.sqrt(squares[row] as number);
      return squares;
    });
  }

  /** Adds the distances to `graph`: `input` is a double tensor [N, features]; returns a double tensor [N, clusters]. */
  lower(graph: Graph, input: string): string {
    const width = this.features.length;
    const ones = graph.constant({ type: "double", shape: [width, 1], data: new Array(width).fill(1) });
    // centre by centre: products with the centres alone would lose the digits of short distances
    const squares = this.centres.map((centre) => {
      const difference = graph.node("Sub", [input, graph.constant({ type: "double", shape: [1, width], data: centre })]);
      return graph.node("MatMul", [graph.node("Mul", [difference, difference]), ones]);
    });
    const all = squares.length === 1 ? (squares[0] as string) : graph.node("Concat", squares, { axis: { int: 1 } });
    return graph.node("Sqrt", [all]);
  }

  /** As `lower`, but the nearest cluster of each row: a double tensor [N, 1], NaN for a row that misses a value. */
  lowerLabels(graph: Graph, input: string): string {
    const distances = this.lower(graph, input);
    const nearest = graph.node("ArgMin", [distances], { axis: { int: 1 }, keepdims: { int: 1 } });
    const ones = graph.constant({ type: "double", shape: [this.centres.length, 1], data: this.centres.map(() => 1) });
    const missing = graph.node("IsNaN", [graph.node("MatMul", [distances, ones])]);
    const nan = graph.constant({ type: "double", shape: [1, 1], data: [Number.NaN] });
    return graph.node("Where", [missing, nan, graph.node("Cast", [nearest], { to: { int: 11 } })]);
  }

  /** Plain JSON that `restoreKMeans` reads back. */
  toJSON(): Record<string, unknown> {
    const { name, features, inertia, iterations, converged } = this;
    return { name, features: [...features], centres: this.centres.map((centre) => [...centre]), inertia, iterations, converged };
  }
}

/** Restores what `toJSON` of a `FittedKMeans` wrote; throws `DataError` `BUNDLE_INVALID` for anything else. */
export function restoreKMeans(json: Record<string, unknown>): FittedKMeans {
  const features = readFeatures(json, NAME);
  const { centres, converged } = json;
  if (!Array.isArray(centres) || centres.length === 0) throw invalidModel(NAME, "it has no centres");
  const [inertia, iterations] = numbersIn({ numbers: [json["inertia"], json["iterations"]] }, "numbers", NAME, 2);
  return new FittedKMeans({
    features,
    centres: centres.map((centre) => numbersIn({ centres: centre }, "centres", NAME, features.length)),
    inertia: inertia as number,
    iterations: iterations as number,
    converged: converged === true,
  });
}
