import { MISSING_STRINGS } from "@mlops/core/onnx";
import { allocate, type ColumnName, type TableLike } from "@mlops/core/table";
import type { GraphFlow } from "./graph-flow.ts";
import { State } from "./state.ts";
import { FittedColumnTransformer, type Transformer } from "./transformer.ts";
import { type ColumnInfo, hasMissing, type NamedValues, readTraining, type Values } from "./values.ts";

const FEATURES = ["missing_only", "all"] as const;

export interface MissingIndicatorOptions {
  /** Which columns are marked: those with a missing training row (`missing_only`, the default) or `all`. */
  readonly features?: (typeof FEATURES)[number];
}

/**
 * Adds `<column>_missing` after each column: 1 where the value is missing (null, NaN, one of `MISSING_STRINGS`), else 0; the column itself stays.
 * @see scikit-learn's MissingIndicator
 * @example
 * const fitted = new MissingIndicator().fit(aq.table({ x: [1, null] }), ["x"]);
 * fitted.transform(aq.table({ x: [null, 4] })).objects() // => [{ x: undefined, x_missing: 1 }, { x: 4, x_missing: 0 }]
 */
export class MissingIndicator implements Transformer {
  readonly type = "missing_indicator";
  readonly features: (typeof FEATURES)[number];

  constructor({ features = "missing_only" }: MissingIndicatorOptions = {}) {
    this.features = features;
  }

  fit<T extends TableLike, const C extends ColumnName<T>>(table: T, columns: readonly C[]): FittedMissingIndicator<C> {
    return this.fitColumns(readTraining(table, columns));
  }

  fitColumns<C extends string>(columns: readonly NamedValues<C>[]): FittedMissingIndicator<C> {
    const inputs = columns.map(({ name, values }) => ({ name, kind: values.kind }));
    const marked = columns.filter(({ values }) => this.features === "all" || hasMissing(values)).map(({ name }) => name);
    return new FittedMissingIndicator<C>({ inputs, marked });
  }
}

interface MissingIndicatorState<C extends string> {
  readonly inputs: readonly ColumnInfo<C>[];
  readonly marked: readonly C[];
}

/** The fitted `MissingIndicator`. */
export class FittedMissingIndicator<C extends string = string> extends FittedColumnTransformer<C> {
  readonly type = "missing_indicator";
  /** The columns that have an indicator. */
  readonly marked: readonly C[];

  constructor({ inputs, marked }: MissingIndicatorState<C>) {
    super(inputs);
    this.marked = Object.freeze([...marked]);
    Object.freeze(this);
  }

  override outputs({ name, kind }: ColumnInfo<C>): readonly ColumnInfo[] {
    const itself = { name, kind };
    return this.marked.includes(name) ? [itself, { name: indicatorOf(name), kind: "numeric" }] : [itself];
  }

  override apply(column: C, input: Values, compact: boolean): Values[] {
    if (!this.marked.includes(column)) return [input];
    const source = input.kind === "string" ? input.codes : input.values;
    const values = compact ? allocate(Uint8Array, source.length) : allocate(Float64Array, source.length);
    for (let row = 0; row < values.length; row++) {
      const value = source[row] as number;
      values[row] = (input.kind === "string" ? value < 0 : Number.isNaN(value)) ? 1 : 0;
    }
    return [input, { kind: "numeric", values, owned: true }];
  }

  override lowerInto(flow: GraphFlow): void {
    const marked = this.inputs.filter(({ name }) => this.marked.includes(name));
    const numeric = marked.filter(({ kind }) => kind !== "string").map(({ name }) => name);
    if (numeric.length > 0) flow.define(numeric.map(indicatorOf), flow.toDouble(flow.graph.node("IsNaN", [flow.pack(numeric)])));
    for (const { name, kind } of marked) if (kind === "string") flow.define([indicatorOf(name)], flow.toDouble(missingTexts(flow, name)));
  }

  override toJSON(): Record<string, unknown> {
    const { type, inputs, marked } = this;
    return { type, inputs, marked };
  }

  /** @throws DataError `FILE_MALFORMED` */
  static fromJSON(json: unknown): FittedMissingIndicator {
    const state = new State(json, "missing_indicator");
    return new FittedMissingIndicator({ inputs: state.inputs(), marked: state.strings("marked") });
  }
}

export function indicatorOf(column: string): string {
  return `${column}_missing`;
}

function missingTexts(flow: GraphFlow, column: string): string {
  const { tensor, imputed } = flow.text(column);
  const attributes = {
    keys_strings: { strings: MISSING_STRINGS },
    values_floats: { floats: MISSING_STRINGS.map(() => (imputed === null ? 1 : 0)) },
    default_float: { float: 0 },
  };
  return flow.graph.node("LabelEncoder", [tensor], attributes, { domain: "ai.onnx.ml" });
}
