import { checkFeatures, checkFinite } from "../../estimator/check-input.ts";
import type { Matrix } from "../../estimator/matrix.ts";
import type { Graph } from "../../onnx/graph.ts";
import { invalidModel, numbersIn, readFeatures } from "../fitted-json.ts";

const NAME = "pca";
/** Rows that are multiplied together: a block of the columns stays in the second-level cache. */
const BLOCK = 1024;
/** A standard deviation below this share of the largest is rounding: nothing is divided by it. */
const ROUNDING = 1e-12;

interface PcaState {
  readonly features: readonly string[];
  readonly rows: number;
  readonly mean: Float64Array;
  readonly components: readonly Float64Array[];
  readonly explainedVariance: Float64Array;
  readonly totalVariance: number;
  readonly noiseVariance: number;
  readonly whiten: boolean;
}

/** Principal components of training rows: where any rows are along them, and the rows back. */
export class FittedPca {
  readonly name = NAME;
  readonly features: readonly string[];
  /** Number of training rows. */
  readonly rows: number;
  /** Of each column. */
  readonly mean: Float64Array;
  /** Unit vectors by descending variance, a value per feature. */
  readonly components: readonly Float64Array[];
  /** Variance of the training rows along each component, `rows − 1` in the denominator. */
  readonly explainedVariance: Float64Array;
  /** Of all components, those left out too. */
  readonly totalVariance: number;
  /** Mean variance along the components that were left out; 0 where none was. */
  readonly noiseVariance: number;
  readonly whiten: boolean;

  constructor(state: PcaState) {
    this.features = Object.freeze([...state.features]);
    this.rows = state.rows;
    this.mean = state.mean;
    this.components = Object.freeze([...state.components]);
    this.explainedVariance = state.explainedVariance;
    this.totalVariance = state.totalVariance;
    this.noiseVariance = state.noiseVariance;
    this.whiten = state.whiten;
    Object.freeze(this);
  }

  /** Share of the whole variance along each component; 0 where no column varies. */
  get explainedVarianceRatio(): Float64Array {
    return this.explainedVariance.map((value) => (this.totalVariance > 0 ? value / this.totalVariance : 0));
  }

  /** Of the centred training rows. */
  get singularValues(): Float64Array {
    return this.explainedVariance.map((value) => Math.sqrt(value * (this.rows - 1)));
  }

  /**
   * Where each row is along each component: `(x − mean) · component`, divided by the component's standard deviation where whitened (0 where the component does not
   * vary). One array per component. @throws DataError `COLUMN_MISSING`, `SIGNATURE_MISMATCH`, `VALUE_INVALID`
   */
  transform(x: Matrix): Float64Array[] {
    checkFeatures(this.features, x);
    checkFinite(x, "impute or clip the column first");
    const scores = this.components.map(() => new Float64Array(x.rows));
    const centred = new Float64Array(BLOCK);
    for (let begin = 0; begin < x.rows; begin += BLOCK) {
      const count = Math.min(BLOCK, x.rows - begin);
      for (const [f, column] of x.columns.entries()) {
        const mean = this.mean[f] as number;
        for (let at = 0; at < count; at++) centred[at] = (column[begin + at] as number) - mean;
        for (const [k, into] of scores.entries()) addTimes(into, begin, centred, count, (this.components[k] as Float64Array)[f] as number);
      }
    }
    if (!this.whiten) return scores;
    const scale = this.#scale();
    return scores.map((values, k) => values.map((value) => value * (scale[k] as number)));
  }

  /** The rows that have the given places along the components, one array per component: one array per feature. */
  inverseTransform(scores: readonly Float64Array[]): Float64Array[] {
    const rows = scores[0]?.length ?? 0;
    const deviation = this.#deviation();
    return this.features.map((_, f) => {
      const column = new Float64Array(rows).fill(this.mean[f] as number);
      for (const [k, values] of scores.entries())
        addTimes(
          column,
          0,
          values,
          rows,
          (this.whiten ? (deviation[k] as number) : 1) * ((this.components[k] as Float64Array)[f] as number),
        );
      return column;
    });
  }

  /** Euclidean distance of each row from what its components give back. @throws DataError as `transform` */
  reconstructionError(x: Matrix): Float64Array {
    const back = this.inverseTransform(this.transform(x));
    const squares = new Float64Array(x.rows);
    for (const [f, column] of x.columns.entries())
      for (let row = 0; row < x.rows; row++)
        squares[row] = (squares[row] as number) + ((column[row] as number) - ((back[f] as Float64Array)[row] as number)) ** 2;
    return squares.map(Math.sqrt);
  }

  /** Adds `transform` to `graph`: `input` is a double tensor [N, features]; returns a double tensor [N, components]. */
  lower(graph: Graph, input: string): string {
    const [width, count] = [this.features.length, this.components.length];
    const data = Array.from(
      { length: width * count },
      (_, i) => (this.components[i % count] as Float64Array)[Math.floor(i / count)] as number,
    );
    const centred = graph.node("Sub", [input, graph.constant({ type: "double", shape: [1, width], data: this.mean })]);
    const scores = graph.node("MatMul", [centred, graph.constant({ type: "double", shape: [width, count], data })]);
    if (!this.whiten) return scores;
    return graph.node("Mul", [scores, graph.constant({ type: "double", shape: [1, count], data: this.#scale() })]);
  }

  /** Plain JSON that `restorePca` reads back. */
  toJSON(): Record<string, unknown> {
    const { name, features, rows, mean, components, explainedVariance, totalVariance, noiseVariance, whiten } = this;
    const vectors = components.map((component) => [...component]);
    const variances = { explainedVariance: [...explainedVariance], totalVariance, noiseVariance };
    return { name, features: [...features], rows, mean: [...mean], components: vectors, ...variances, whiten };
  }

  /** Standard deviations along the components, 0 where only rounding is left. */
  #deviation(): Float64Array {
    const least = ROUNDING * Math.sqrt(this.explainedVariance[0] as number);
    return this.explainedVariance.map((value) => (Math.sqrt(value) > least ? Math.sqrt(value) : 0));
  }

  #scale(): Float64Array {
    return this.#deviation().map((value) => (value > 0 ? 1 / value : 0));
  }
}

/** `into[begin…] += factor · values` for the first `count`. */
function addTimes(into: Float64Array, begin: number, values: Float64Array, count: number, factor: number): void {
  for (let at = 0; at < count; at++) into[begin + at] = (into[begin + at] as number) + factor * (values[at] as number);
}

/** Restores what `toJSON` of a `FittedPca` wrote; throws `DataError` `BUNDLE_INVALID` for anything else. */
export function restorePca(json: Record<string, unknown>): FittedPca {
  const features = readFeatures(json, NAME);
  const { components, whiten, rows, totalVariance, noiseVariance } = json;
  if (!Array.isArray(components) || components.length === 0) throw invalidModel(NAME, "it has no components");
  const scalars = numbersIn({ numbers: [rows, totalVariance, noiseVariance] }, "numbers", NAME, 3);
  return new FittedPca({
    features,
    rows: scalars[0] as number,
    mean: numbersIn(json, "mean", NAME, features.length),
    components: components.map((component) => numbersIn({ components: component }, "components", NAME, features.length)),
    explainedVariance: numbersIn(json, "explainedVariance", NAME, components.length),
    totalVariance: scalars[1] as number,
    noiseVariance: scalars[2] as number,
    whiten: whiten === true,
  });
}
