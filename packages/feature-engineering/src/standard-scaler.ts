import { momentsOf, variance } from "@mlops/core/stats";
import type { ColumnName, TableLike } from "@mlops/core/table";
import type { GraphFlow } from "./graph-flow.ts";
import { checkLearnable, scaleColumn } from "./scaling.ts";
import { State } from "./state.ts";
import { FittedColumnTransformer, type Transformer } from "./transformer.ts";
import { type ColumnInfo, doublesOf, type NamedValues, readTraining, type Values } from "./values.ts";

export interface StandardScalerOptions {
  /** Subtract the mean; default true. */
  readonly withMean?: boolean;
  /** Divide by the standard deviation; default true. */
  readonly withStd?: boolean;
}

/**
 * Standardises numbers, `z = (x − mean) / scale`, where `scale` is the population's standard deviation of the training rows.
 * Missing values (null and NaN) are left out of the fit and stay missing. A column that is constant up to rounding has scale 1.
 * @throws DataError `COLUMN_TYPE` for texts, `VALUE_INVALID` for a column without a value or with an infinite one
 * @see scikit-learn's StandardScaler, equal to 1e-12
 * @example
 * const fitted = new StandardScaler().fit(aq.table({ x: [1, 3, null] }), ["x"]);
 * fitted.mean.x // => 2
 * fitted.transform(aq.table({ x: [4, null] })).array("x") // => [2, undefined]
 */
export class StandardScaler implements Transformer {
  readonly type = "standard_scale";
  readonly withMean: boolean;
  readonly withStd: boolean;

  constructor({ withMean = true, withStd = true }: StandardScalerOptions = {}) {
    this.withMean = withMean;
    this.withStd = withStd;
  }

  fit<T extends TableLike, const C extends ColumnName<T>>(table: T, columns: readonly C[]): FittedStandardScaler<C> {
    return this.fitColumns(readTraining(table, columns));
  }

  fitColumns<C extends string>(columns: readonly NamedValues<C>[]): FittedStandardScaler<C> {
    const learned = columns.map(({ name, values }) => {
      const doubles = doublesOf(values, name, "encode texts before scaling");
      const moments = momentsOf(doubles);
      const squared = variance(moments, 0) ?? 0;
      checkLearnable(name, doubles, moments, squared);
      return { name, kind: values.kind, mean: moments.mean, scale: scaleOf(moments.n, moments.mean, squared) };
    });
    return new FittedStandardScaler<C>({
      inputs: learned,
      withMean: this.withMean,
      withStd: this.withStd,
      mean: Object.fromEntries(learned.map(({ name, mean }) => [name, mean])) as Record<C, number>,
      scale: Object.fromEntries(learned.map(({ name, scale }) => [name, scale])) as Record<C, number>,
    });
  }
}

/** A variance that rounding alone explains counts as zero. */
function scaleOf(n: number, mean: number, squared: number): number {
  const rounding = n * Number.EPSILON * squared + (n * mean * Number.EPSILON) ** 2;
  return squared <= rounding ? 1 : Math.sqrt(squared);
}

interface StandardScalerState<C extends string> {
  readonly inputs: readonly ColumnInfo<C>[];
  readonly withMean: boolean;
  readonly withStd: boolean;
  readonly mean: Readonly<Record<C, number>>;
  readonly scale: Readonly<Record<C, number>>;
}

/** The fitted `StandardScaler`. */
export class FittedStandardScaler<C extends string = string> extends FittedColumnTransformer<C> {
  readonly type = "standard_scale";
  readonly withMean: boolean;
  readonly withStd: boolean;
  /** Mean of each column's present training values. */
  readonly mean: Readonly<Record<C, number>>;
  /** Standard deviation of each column, 1 where it is constant. */
  readonly scale: Readonly<Record<C, number>>;

  constructor(state: StandardScalerState<C>) {
    super(state.inputs);
    this.withMean = state.withMean;
    this.withStd = state.withStd;
    this.mean = Object.freeze({ ...state.mean });
    this.scale = Object.freeze({ ...state.scale });
    Object.freeze(this);
  }

  override outputs({ name }: ColumnInfo<C>): readonly ColumnInfo[] {
    return [{ name, kind: "numeric" }];
  }

  override apply(column: C, input: Values): Values[] {
    const mean = this.withMean ? this.mean[column] : 0;
    const scale = this.withStd ? this.scale[column] : 1;
    return [
      scaleColumn(input, column, (from, to) => {
        for (let row = 0; row < from.length; row++) to[row] = ((from[row] as number) - mean) / scale;
      }),
    ];
  }

  override lowerInto(flow: GraphFlow): void {
    const columns = this.columns;
    let value = flow.pack(columns);
    if (this.withMean) value = flow.graph.node("Sub", [value, flow.row(columns.map((column) => this.mean[column]))]);
    if (this.withStd) value = flow.graph.node("Div", [value, flow.row(columns.map((column) => this.scale[column]))]);
    flow.define(columns, value);
  }

  override toJSON(): Record<string, unknown> {
    const { type, inputs, withMean, withStd, mean, scale } = this;
    return { type, inputs, withMean, withStd, mean, scale };
  }

  /** @throws DataError `FILE_MALFORMED` */
  static fromJSON(json: unknown): FittedStandardScaler {
    const state = new State(json, "standard_scale");
    const inputs = state.inputs();
    return new FittedStandardScaler({
      inputs,
      withMean: state.boolean("withMean"),
      withStd: state.boolean("withStd"),
      mean: state.perColumn("mean", inputs, "number"),
      scale: state.perColumn("scale", inputs, "number"),
    });
  }
}
