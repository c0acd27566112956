import type { Matrix } from "@mlops/core/estimator";
import { type FittedKMeans, KMeans, restoreKMeans } from "@mlops/core/learn";
import type { ColumnName, TableLike } from "@mlops/core/table";
import type { GraphFlow } from "./graph-flow.ts";
import { FittedJointTransformer, type JointOptions, jointMatrix } from "./joint-transformer.ts";
import { State } from "./state.ts";
import type { Transformer } from "./transformer.ts";
import { type ColumnInfo, type NamedValues, readTraining } from "./values.ts";

const OUTPUTS = ["label", "distances"] as const;
type Output = (typeof OUTPUTS)[number];

export interface KMeansTransformerOptions extends JointOptions {
  /** Default 8. */
  readonly clusters?: number | undefined;
  /** The number of the nearest cluster in one column (`label`, the default), or the distance to each in columns of their own. */
  readonly output?: Output | undefined;
  /** Starts, the best of which counts; default 1. */
  readonly nInit?: number | undefined;
  /** Default 300. */
  readonly maxIterations?: number | undefined;
  /** See `KMeans` of `@mlops/core/learn`; default 1e-4. */
  readonly tolerance?: number | undefined;
  /** Default 0. */
  readonly seed?: number | undefined;
}

/**
 * Replaces columns by the number of the nearest of `clusters` centres, `k_means`, or by the distance to each, `k_means_0`, `k_means_1`, …
 * Columns count in their own units: scale them first where these differ.
 * @throws DataError `COLUMN_TYPE` for texts, `VALUE_INVALID` for a missing or infinite value (impute first) or fewer different rows than clusters, `TOO_FEW_ROWS`
 * @see scikit-learn's KMeans, equal to 1e-9 from the same first centres
 * @example
 * const fitted = new KMeansTransformer({ clusters: 2, output: "distances" }).fit(aq.table({ a: [0, 2, 10, 12] }), ["a"]);
 * fitted.model.centres.map(([a]) => a).sort((a, b) => a - b) // => [1, 11]
 * Object.values(fitted.transform(aq.table({ a: [4] })).object(0)).sort() // => [3, 7]
 */
export class KMeansTransformer implements Transformer {
  readonly type = "k_means";
  readonly prefix: string;
  readonly keep: boolean;
  readonly output: Output;
  readonly seed: number;
  readonly #estimator: KMeans;

  constructor(options: KMeansTransformerOptions = {}) {
    const { prefix = "k_means", keep = false, output = "label", seed = 0, ...more } = options;
    this.prefix = prefix;
    this.keep = keep;
    this.output = output;
    this.seed = seed;
    this.#estimator = new KMeans(more);
  }

  fit<T extends TableLike, const C extends ColumnName<T>>(table: T, columns: readonly C[]): FittedKMeansTransformer<C> {
    return this.fitColumns(readTraining(table, columns));
  }

  fitColumns<C extends string>(columns: readonly NamedValues<C>[]): FittedKMeansTransformer<C> {
    const { prefix, keep, output, seed } = this;
    const inputs = columns.map(({ name, values }) => ({ name, kind: values.kind }));
    return new FittedKMeansTransformer({ inputs, prefix, keep, output, model: this.#estimator.fit(jointMatrix(columns), { seed }) });
  }
}

interface KMeansTransformerState<C extends string> {
  readonly inputs: readonly ColumnInfo<C>[];
  readonly prefix: string;
  readonly keep: boolean;
  readonly output: Output;
  readonly model: FittedKMeans;
}

/** The fitted `KMeansTransformer`. */
export class FittedKMeansTransformer<C extends string = string> extends FittedJointTransformer<C> {
  readonly type = "k_means";
  readonly output: Output;
  /** Centres and inertia. */
  readonly model: FittedKMeans;

  constructor(state: KMeansTransformerState<C>) {
    super(state);
    this.output = state.output;
    this.model = state.model;
    Object.freeze(this);
  }

  override get outputNames(): readonly string[] {
    return this.output === "label" ? [this.prefix] : this.model.centres.map((_, k) => `${this.prefix}_${k}`);
  }

  override compute(x: Matrix): Float64Array[] {
    return this.output === "label" ? [Float64Array.from(this.model.predict(x))] : this.model.transform(x);
  }

  override lowerTensor(flow: GraphFlow, input: string): string {
    return this.output === "label" ? this.model.lowerLabels(flow.graph, input) : this.model.lower(flow.graph, input);
  }

  override toJSON(): Record<string, unknown> {
    const { type, inputs, prefix, keep, output, model } = this;
    return { type, inputs, prefix, keep, output, model: model.toJSON() };
  }

  /** @throws DataError `FILE_MALFORMED` */
  static fromJSON(json: unknown): FittedKMeansTransformer {
    const state = new State(json, "k_means");
    return new FittedKMeansTransformer({
      inputs: state.inputs(),
      prefix: state.string("prefix"),
      keep: state.boolean("keep"),
      output: state.oneOf("output", OUTPUTS),
      model: state.model("model", restoreKMeans),
    });
  }
}
