import type { Matrix } from "@mlops/core/estimator";
import { type FittedPca, Pca, restorePca } from "@mlops/core/learn";
import type { ColumnName, TableLike } from "@mlops/core/table";
import type { GraphFlow } from "./graph-flow.ts";
import { FittedJointTransformer, type JointOptions, jointMatrix } from "./joint-transformer.ts";
import { State } from "./state.ts";
import type { Transformer } from "./transformer.ts";
import { type ColumnInfo, type NamedValues, readTraining } from "./values.ts";

export interface PcaTransformerOptions extends JointOptions {
  /** How many components: a number, or a share of the variance in (0, 1) that as few as possible exceed; all when absent. */
  readonly components?: number | undefined;
  /** Divide by the standard deviation along each component; default false. */
  readonly whiten?: boolean | undefined;
}

/**
 * Replaces columns by where each row is along their principal components: `pca_0`, `pca_1`, … by descending variance. Columns are centred, not scaled.
 * @throws DataError `COLUMN_TYPE` for texts, `VALUE_INVALID` for a missing or infinite value (impute first), `TOO_FEW_ROWS`;
 * ConfigError `PARAMETER_INVALID` for more components than columns
 * @see scikit-learn's PCA, equal to 1e-9
 * @example
 * const fitted = new PcaTransformer({ components: 1 }).fit(aq.table({ a: [0, 2, 4], b: [0, 2, 4] }), ["a", "b"]);
 * fitted.model.explainedVarianceRatio[0] // => 1
 * fitted.transform(aq.table({ a: [2], b: [2], c: [7] })).objects() // => [{ pca_0: 0, c: 7 }]
 */
export class PcaTransformer implements Transformer {
  readonly type = "pca";
  readonly prefix: string;
  readonly keep: boolean;
  readonly #estimator: Pca;

  constructor({ components, whiten, prefix = "pca", keep = false }: PcaTransformerOptions = {}) {
    this.#estimator = new Pca({ components, whiten });
    this.prefix = prefix;
    this.keep = keep;
  }

  fit<T extends TableLike, const C extends ColumnName<T>>(table: T, columns: readonly C[]): FittedPcaTransformer<C> {
    return this.fitColumns(readTraining(table, columns));
  }

  fitColumns<C extends string>(columns: readonly NamedValues<C>[]): FittedPcaTransformer<C> {
    const inputs = columns.map(({ name, values }) => ({ name, kind: values.kind }));
    return new FittedPcaTransformer({
      inputs,
      prefix: this.prefix,
      keep: this.keep,
      model: this.#estimator.fit(jointMatrix(columns)),
    });
  }
}

interface PcaTransformerState<C extends string> {
  readonly inputs: readonly ColumnInfo<C>[];
  readonly prefix: string;
  readonly keep: boolean;
  readonly model: FittedPca;
}

/** The fitted `PcaTransformer`. */
export class FittedPcaTransformer<C extends string = string> extends FittedJointTransformer<C> {
  readonly type = "pca";
  /** Means, components and variances. */
  readonly model: FittedPca;

  constructor(state: PcaTransformerState<C>) {
    super(state);
    this.model = state.model;
    Object.freeze(this);
  }

  override get outputNames(): readonly string[] {
    return this.model.components.map((_, k) => `${this.prefix}_${k}`);
  }

  override compute(x: Matrix): Float64Array[] {
    return this.model.transform(x);
  }

  override lowerTensor(flow: GraphFlow, input: string): string {
    return this.model.lower(flow.graph, input);
  }

  override toJSON(): Record<string, unknown> {
    const { type, inputs, prefix, keep, model } = this;
    return { type, inputs, prefix, keep, model: model.toJSON() };
  }

  /** @throws DataError `FILE_MALFORMED` */
  static fromJSON(json: unknown): FittedPcaTransformer {
    const state = new State(json, "pca");
    return new FittedPcaTransformer({
      inputs: state.inputs(),
      prefix: state.string("prefix"),
      keep: state.boolean("keep"),
      model: state.model("model", restorePca),
    });
  }
}
