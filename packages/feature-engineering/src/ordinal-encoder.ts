import { MISSING_STRINGS } from "@mlops/core/onnx";
import { allocate, type ColumnName, type TableLike } from "@mlops/core/table";
import { ConfigError, DataError } from "@mlops/models/errors";
import { type Category, codesOf, countCategories, MISSING, UNKNOWN, unknownCategory } from "./categories.ts";
import type { GraphFlow } from "./graph-flow.ts";
import { numericMembership, textLookup } from "./lower-categories.ts";
import { State } from "./state.ts";
import { FittedColumnTransformer, type Transformer } from "./transformer.ts";
import { type ColumnInfo, type NamedValues, readTraining, type Values } from "./values.ts";

const UNKNOWNS = ["encode", "error"] as const;

export interface OrdinalEncoderOptions {
  /** What a category does that the training rows did not have: `encode` (the default) gives -1, `error` refuses the rows. */
  readonly unknown?: (typeof UNKNOWNS)[number];
  /** The categories of every column in their order; default: those of the training rows, ascending. */
  readonly categories?: readonly (string | number | boolean)[] | undefined;
}

/**
 * Replaces each category by its place 0, 1, … in ascending order (texts by UTF-16 code units), or in the order given. Unknown is -1, missing stays
 * missing (NaN in a matrix): two outcomes, so that a tree may send them different ways. A graph cannot refuse rows: there, unknown is -1 always.
 * @throws DataError `VALUE_INVALID` for an unknown category with `unknown: "error"`, `COLUMN_TYPE` where given categories are not of the column's kind
 * @see scikit-learn's OrdinalEncoder with `handle_unknown="use_encoded_value", unknown_value=-1`
 * @example
 * const fitted = new OrdinalEncoder().fit(aq.table({ plan: ["pro", "basic", null] }), ["plan"]);
 * fitted.categories.plan // => ["basic", "pro"]
 * fitted.transform(aq.table({ plan: ["pro", "free", null] })).array("plan") // => [1, -1, undefined]
 */
export class OrdinalEncoder implements Transformer {
  readonly type = "ordinal";
  readonly unknown: (typeof UNKNOWNS)[number];
  readonly categories: readonly (string | number | boolean)[] | undefined;

  constructor({ unknown = "encode", categories }: OrdinalEncoderOptions = {}) {
    const missing = categories?.find((category) => Number.isNaN(category) || MISSING_STRINGS.includes(category as string));
    if (missing !== undefined)
      throw new ConfigError({
        code: "PARAMETER_INVALID",
        parameter: "categories",
        detail: `${JSON.stringify(missing)} means a missing value`,
      });
    this.unknown = unknown;
    this.categories = categories;
  }

  fit<T extends TableLike, const C extends ColumnName<T>>(table: T, columns: readonly C[]): FittedOrdinalEncoder<C> {
    return this.fitColumns(readTraining(table, columns));
  }

  fitColumns<C extends string>(columns: readonly NamedValues<C>[]): FittedOrdinalEncoder<C> {
    return new FittedOrdinalEncoder<C>({
      inputs: columns.map(({ name, values }) => ({ name, kind: values.kind })),
      unknown: this.unknown,
      categories: Object.fromEntries(columns.map((column) => [column.name, this.#learn(column)])) as unknown as Record<
        C,
        readonly Category[]
      >,
    });
  }

  #learn({ name, values }: NamedValues): readonly Category[] {
    const { categories } = countCategories(values, name);
    if (this.categories === undefined) return categories;
    const given = givenCategories(this.categories, name, values);
    if (this.unknown === "error" && categories.some((category) => !given.includes(category)))
      throw unknownCategory(name, values, codesOf(values, given).indexOf(UNKNOWN));
    return given;
  }
}

function givenCategories(given: readonly (string | number | boolean)[], name: string, values: Values): Category[] {
  const expected = values.kind === "numeric" ? "number" : values.kind;
  const stranger = given.find((category) => typeof category !== expected);
  if (stranger !== undefined)
    throw new DataError({
      code: "COLUMN_TYPE",
      message: `column "${name}" is ${values.kind}, and the category ${JSON.stringify(stranger)} is not`,
      column: name,
    });
  return given.map((category) => (typeof category === "boolean" ? Number(category) : category));
}

interface OrdinalEncoderState<C extends string> {
  readonly inputs: readonly ColumnInfo<C>[];
  readonly unknown: (typeof UNKNOWNS)[number];
  readonly categories: Readonly<Record<C, readonly Category[]>>;
}

/** The fitted `OrdinalEncoder`. */
export class FittedOrdinalEncoder<C extends string = string> extends FittedColumnTransformer<C> {
  readonly type = "ordinal";
  readonly unknown: (typeof UNKNOWNS)[number];
  /** The categories of each column, in the order of their codes. */
  readonly categories: Readonly<Record<C, readonly Category[]>>;

  constructor(state: OrdinalEncoderState<C>) {
    super(state.inputs);
    this.unknown = state.unknown;
    for (const categories of Object.values<readonly Category[]>(state.categories)) Object.freeze(categories);
    this.categories = Object.freeze({ ...state.categories });
    Object.freeze(this);
  }

  override outputs({ name }: ColumnInfo<C>): readonly ColumnInfo[] {
    return [{ name, kind: "numeric" }];
  }

  override apply(column: C, input: Values): Values[] {
    const codes = codesOf(input, this.categories[column]);
    const values = allocate(Float64Array, codes.length);
    for (let row = 0; row < codes.length; row++) {
      const code = codes[row] as number;
      if (code === UNKNOWN && this.unknown === "error") throw unknownCategory(column, input, row);
      values[row] = code === MISSING ? Number.NaN : code;
    }
    return [{ kind: "numeric", values, owned: true }];
  }

  override lowerInto(flow: GraphFlow): void {
    const texts = this.inputs.filter(({ kind }) => kind === "string").map(({ name }) => name);
    if (texts.length > 0) {
      const looked = texts.map((column) => textLookup(flow, column, this.categories[column], (place) => place, Number.NaN, "float"));
      flow.define(texts, flow.toDouble(flow.concat(looked)));
    }
    for (const { name, kind } of this.inputs) {
      if (kind === "string") continue;
      const value = flow.pack([name]);
      // No match gives 0, and place k gives k + 1: one less is the code.
      const membership = numericMembership(
        flow,
        value,
        this.categories[name] as readonly number[],
        this.categories[name].map((_, place) => [place + 1]),
      );
      const code = flow.graph.node("Sub", [membership, flow.row([1])]);
      flow.define([name], flow.graph.node("Where", [flow.graph.node("IsNaN", [value]), value, code]));
    }
  }

  override toJSON(): Record<string, unknown> {
    const { type, inputs, unknown, categories } = this;
    return { type, inputs, unknown, categories };
  }

  /** @throws DataError `FILE_MALFORMED` */
  static fromJSON(json: unknown): FittedOrdinalEncoder {
    const state = new State(json, "ordinal");
    const inputs = state.inputs();
    return new FittedOrdinalEncoder({
      inputs,
      unknown: state.oneOf("unknown", UNKNOWNS),
      categories: state.mapColumns("categories", inputs, (value, { kind }) => state.categories(value, "categories", kind)),
    });
  }
}
