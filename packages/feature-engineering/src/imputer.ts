import { MISSING_STRINGS } from "@mlops/core/onnx";
import { momentsOf } from "@mlops/core/stats";
import { allocate, type ColumnName, type TableLike } from "@mlops/core/table";
import { ConfigError, DataError } from "@mlops/models/errors";
import { modeOf } from "./categories.ts";
import type { GraphFlow } from "./graph-flow.ts";
import { medianOf } from "./median.ts";
import { checkLearnable, infinite, noValue } from "./scaling.ts";
import { State } from "./state.ts";
import { FittedColumnTransformer, type Transformer } from "./transformer.ts";
import {
  type ColumnInfo,
  doublesOf,
  type Kind,
  type NamedValues,
  readTraining,
  type StringValues,
  type Values,
  writable,
} from "./values.ts";

const STRATEGIES = ["mean", "median", "mode", "constant"] as const;
export type ImputeStrategy = (typeof STRATEGIES)[number];
export type FillValue = number | string | boolean;

export interface ImputerOptions {
  /** Default median. */
  readonly strategy?: ImputeStrategy;
  /** What strategy constant fills in, of the columns' own kind. */
  readonly value?: FillValue | undefined;
}

/**
 * Fills missing values: null, NaN, and in texts each of `MISSING_STRINGS`. Mean and median are of numbers (of booleans as 0 and 1, which makes
 * them numbers), mode is the smallest of the most frequent values of any column; the constant must be of the column's kind.
 * @throws DataError `COLUMN_TYPE` where strategy and column do not fit, `VALUE_INVALID` for a column without a value (but with strategy constant);
 *   ConfigError `PARAMETER_INVALID` for a constant that is absent, not finite, or itself means a missing value
 * @see scikit-learn's SimpleImputer
 * @example
 * const fitted = new Imputer({ strategy: "median" }).fit(aq.table({ x: [1, 2, 10, null] }), ["x"]);
 * fitted.value.x // => 2
 * fitted.transform(aq.table({ x: [null, 5] })).array("x") // => [2, 5]
 */
export class Imputer implements Transformer {
  readonly type = "impute";
  readonly strategy: ImputeStrategy;
  readonly value: FillValue | undefined;

  constructor({ strategy = "median", value }: ImputerOptions = {}) {
    if (strategy === "constant") checkConstant(value);
    this.strategy = strategy;
    this.value = value;
  }

  fit<T extends TableLike, const C extends ColumnName<T>>(table: T, columns: readonly C[]): FittedImputer<C> {
    return this.fitColumns(readTraining(table, columns));
  }

  fitColumns<C extends string>(columns: readonly NamedValues<C>[]): FittedImputer<C> {
    return new FittedImputer<C>({
      inputs: columns.map(({ name, values }) => ({ name, kind: values.kind })),
      strategy: this.strategy,
      value: Object.fromEntries(columns.map((column) => [column.name, this.#learn(column)])) as Record<C, FillValue>,
    });
  }

  #learn({ name, values }: NamedValues): FillValue {
    if (this.strategy === "constant") {
      const expected = TYPE_OF_KIND[values.kind];
      if (typeof this.value !== expected)
        throw new DataError({
          code: "COLUMN_TYPE",
          message: `column "${name}" is ${values.kind}, and ${JSON.stringify(this.value)} is not`,
          hint: "impute columns of each kind in a step of their own",
          column: name,
        });
      return this.value as FillValue;
    }
    if (this.strategy === "mode") {
      const mode = modeOf(values, name);
      if (mode === undefined) throw noValue(name);
      return values.kind === "boolean" ? mode === 1 : mode;
    }
    const doubles = doublesOf(values, name, "strategy mode or constant fills texts");
    if (this.strategy === "mean") {
      const moments = momentsOf(doubles);
      checkLearnable(name, doubles, moments, moments.mean);
      return moments.mean;
    }
    const median = medianOf(doubles);
    if (Number.isNaN(median)) throw noValue(name);
    if (!Number.isFinite(median)) throw infinite(name);
    return median + 0; // JSON has no -0
  }
}

const TYPE_OF_KIND = { numeric: "number", boolean: "boolean", string: "string" } as const satisfies Record<Kind, string>;

function checkConstant(value: FillValue | undefined): void {
  const detail =
    value === undefined
      ? "strategy constant needs one"
      : typeof value === "number" && !Number.isFinite(value)
        ? `${value} is not a finite number`
        : MISSING_STRINGS.includes(value as string)
          ? `"${value}" itself means a missing value`
          : undefined;
  if (detail !== undefined) throw new ConfigError({ code: "PARAMETER_INVALID", parameter: "value", detail });
}

interface ImputerState<C extends string> {
  readonly inputs: readonly ColumnInfo<C>[];
  readonly strategy: ImputeStrategy;
  readonly value: Readonly<Record<C, FillValue>>;
}

/** The fitted `Imputer`. */
export class FittedImputer<C extends string = string> extends FittedColumnTransformer<C> {
  readonly type = "impute";
  readonly strategy: ImputeStrategy;
  /** What each column's missing values become. */
  readonly value: Readonly<Record<C, FillValue>>;

  constructor(state: ImputerState<C>) {
    super(state.inputs);
    this.strategy = state.strategy;
    this.value = Object.freeze({ ...state.value });
    Object.freeze(this);
  }

  override outputs({ name, kind }: ColumnInfo<C>): readonly ColumnInfo[] {
    const averaged = this.strategy === "mean" || this.strategy === "median";
    return [{ name, kind: kind === "boolean" && averaged ? "numeric" : kind }];
  }

  override apply(column: C, input: Values): Values[] {
    const value = this.value[column];
    if (input.kind === "string") return [fillTexts(input, value as string)];
    const kind = typeof value === "boolean" ? "boolean" : "numeric";
    if (!(input.values instanceof Float64Array)) return [{ ...input, kind }];
    const fill = Number(value);
    const from = input.values;
    const to = writable(input);
    for (let row = 0; row < from.length; row++) {
      const number = from[row] as number;
      to[row] = Number.isNaN(number) ? fill : number;
    }
    return [{ kind, values: to, owned: true }];
  }

  override lowerInto(flow: GraphFlow): void {
    for (const { name, kind } of this.inputs) if (kind === "string") flow.impute(name, this.value[name] as string);
    const columns = this.inputs.filter(({ kind }) => kind !== "string").map(({ name }) => name);
    if (columns.length === 0) return;
    const value = flow.pack(columns);
    const fill = flow.row(columns.map((column) => Number(this.value[column])));
    flow.define(columns, flow.graph.node("Where", [flow.graph.node("IsNaN", [value]), fill, value]));
  }

  override toJSON(): Record<string, unknown> {
    const { type, inputs, strategy, value } = this;
    return { type, inputs, strategy, value };
  }

  /** @throws DataError `FILE_MALFORMED` */
  static fromJSON(json: unknown): FittedImputer {
    const state = new State(json, "impute");
    const inputs = state.inputs();
    return new FittedImputer({
      inputs,
      strategy: state.oneOf("strategy", STRATEGIES),
      value: state.perColumn("value", inputs, "number", "string", "boolean"),
    });
  }
}

function fillTexts(input: StringValues, text: string): StringValues {
  const known = input.dictionary.indexOf(text);
  const fill = known < 0 ? input.dictionary.length : known;
  const codes = allocate(Int32Array, input.codes.length);
  for (let row = 0; row < codes.length; row++) {
    const code = input.codes[row] as number;
    codes[row] = code < 0 ? fill : code;
  }
  return { kind: "string", codes, dictionary: known < 0 ? [...input.dictionary, text] : input.dictionary };
}
