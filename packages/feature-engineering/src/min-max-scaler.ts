import type { ColumnName, TableLike } from "@mlops/core/table";
import { ConfigError } from "@mlops/models/errors";
import type { GraphFlow } from "./graph-flow.ts";
import { infinite, noValue, scaleColumn } from "./scaling.ts";
import { State } from "./state.ts";
import { FittedColumnTransformer, type Transformer } from "./transformer.ts";
import { type ColumnInfo, doublesOf, type NamedValues, readTraining, type Values } from "./values.ts";

export interface MinMaxScalerOptions {
  /** What the smallest training value becomes; default 0. */
  readonly min?: number;
  /** What the largest training value becomes; default 1. */
  readonly max?: number;
  /** Cut values outside the training range to the bounds; default false. */
  readonly clip?: boolean;
}

/**
 * Maps the range of the training rows to [min, max]: `y = x·scale + offset`, `scale = (max − min) / (dataMax − dataMin)`, `offset = min − dataMin·scale`.
 * Missing values (null and NaN) are left out of the fit and stay missing. The range of a constant column counts as 1, so that it becomes `min`.
 * @throws DataError `COLUMN_TYPE` for texts, `VALUE_INVALID` for a column without a value or with an infinite one; ConfigError `PARAMETER_INVALID` unless min < max
 * @see scikit-learn's MinMaxScaler, equal to 1e-12
 * @example
 * const fitted = new MinMaxScaler().fit(aq.table({ x: [2, 6] }), ["x"]);
 * fitted.transform(aq.table({ x: [3, 10] })).array("x") // => [0.25, 2]
 */
export class MinMaxScaler implements Transformer {
  readonly type = "min_max_scale";
  readonly min: number;
  readonly max: number;
  readonly clip: boolean;

  constructor({ min = 0, max = 1, clip = false }: MinMaxScalerOptions = {}) {
    if (!(min < max && Number.isFinite(max - min)))
      throw new ConfigError({ code: "PARAMETER_INVALID", parameter: "max", detail: `${max} is not greater than min, ${min}` });
    this.min = min;
    this.max = max;
    this.clip = clip;
  }

  fit<T extends TableLike, const C extends ColumnName<T>>(table: T, columns: readonly C[]): FittedMinMaxScaler<C> {
    return this.fitColumns(readTraining(table, columns));
  }

  fitColumns<C extends string>(columns: readonly NamedValues<C>[]): FittedMinMaxScaler<C> {
    const learned = columns.map(({ name, values }) => {
      const { n, low, high } = rangeOf(doublesOf(values, name, "encode texts before scaling"));
      if (n === 0) throw noValue(name);
      if (!Number.isFinite(high - low)) throw infinite(name);
      const scale = (this.max - this.min) / (high - low < 10 * Number.EPSILON ? 1 : high - low);
      return { name, kind: values.kind, scale, offset: this.min - low * scale };
    });
    return new FittedMinMaxScaler<C>({
      inputs: learned,
      min: this.min,
      max: this.max,
      clip: this.clip,
      scale: Object.fromEntries(learned.map(({ name, scale }) => [name, scale])) as Record<C, number>,
      offset: Object.fromEntries(learned.map(({ name, offset }) => [name, offset])) as Record<C, number>,
    });
  }
}

function rangeOf(values: Float64Array): { n: number; low: number; high: number } {
  let n = 0;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number;
    if (value < low) low = value;
    if (value > high) high = value;
    if (!Number.isNaN(value)) n++;
  }
  return { n, low, high };
}

interface MinMaxScalerState<C extends string> {
  readonly inputs: readonly ColumnInfo<C>[];
  readonly min: number;
  readonly max: number;
  readonly clip: boolean;
  readonly scale: Readonly<Record<C, number>>;
  readonly offset: Readonly<Record<C, number>>;
}

/** The fitted `MinMaxScaler`. */
export class FittedMinMaxScaler<C extends string = string> extends FittedColumnTransformer<C> {
  readonly type = "min_max_scale";
  readonly min: number;
  readonly max: number;
  readonly clip: boolean;
  /** What each column is multiplied by. */
  readonly scale: Readonly<Record<C, number>>;
  /** What is added then. */
  readonly offset: Readonly<Record<C, number>>;

  constructor(state: MinMaxScalerState<C>) {
    super(state.inputs);
    this.min = state.min;
    this.max = state.max;
    this.clip = state.clip;
    this.scale = Object.freeze({ ...state.scale });
    this.offset = Object.freeze({ ...state.offset });
    Object.freeze(this);
  }

  override outputs({ name }: ColumnInfo<C>): readonly ColumnInfo[] {
    return [{ name, kind: "numeric" }];
  }

  override apply(column: C, input: Values): Values[] {
    const scale = this.scale[column];
    const offset = this.offset[column];
    const low = this.clip ? this.min : Number.NEGATIVE_INFINITY;
    const high = this.clip ? this.max : Number.POSITIVE_INFINITY;
    return [
      scaleColumn(input, column, (from, to) => {
        for (let row = 0; row < from.length; row++) {
          const value = (from[row] as number) * scale + offset;
          to[row] = value < low ? low : Math.min(value, high);
        }
      }),
    ];
  }

  override lowerInto(flow: GraphFlow): void {
    const columns = this.columns;
    const { graph } = flow;
    let value = graph.node("Mul", [flow.pack(columns), flow.row(columns.map((column) => this.scale[column]))]);
    value = graph.node("Add", [value, flow.row(columns.map((column) => this.offset[column]))]);
    if (this.clip) {
      // Comparisons with NaN are false, so a missing value passes; what Clip makes of it is not defined.
      const low = flow.row([this.min]);
      const high = flow.row([this.max]);
      value = graph.node("Where", [graph.node("Less", [value, low]), low, value]);
      value = graph.node("Where", [graph.node("Greater", [value, high]), high, value]);
    }
    flow.define(columns, value);
  }

  override toJSON(): Record<string, unknown> {
    const { type, inputs, min, max, clip, scale, offset } = this;
    return { type, inputs, min, max, clip, scale, offset };
  }

  /** @throws DataError `FILE_MALFORMED` */
  static fromJSON(json: unknown): FittedMinMaxScaler {
    const state = new State(json, "min_max_scale");
    const inputs = state.inputs();
    return new FittedMinMaxScaler({
      inputs,
      min: state.number("min"),
      max: state.number("max"),
      clip: state.boolean("clip"),
      scale: state.perColumn("scale", inputs, "number"),
      offset: state.perColumn("offset", inputs, "number"),
    });
  }
}
