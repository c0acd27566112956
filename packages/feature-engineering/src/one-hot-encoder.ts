import { allocate, type ColumnName, type TableLike } from "@mlops/core/table";
import { DataError } from "@mlops/models/errors";
import { type Category, type CategoryCount, codesOf, countCategories, labelOf, MISSING, UNKNOWN, unknownCategory } from "./categories.ts";
import type { GraphFlow } from "./graph-flow.ts";
import { infrequentCategories } from "./infrequent.ts";
import { numericMembership, textLookup } from "./lower-categories.ts";
import { State } from "./state.ts";
import { FittedColumnTransformer, type Transformer } from "./transformer.ts";
import { type ColumnInfo, type Kind, type NamedValues, readTraining, type Values } from "./values.ts";

const UNKNOWNS = ["ignore", "error"] as const;
const DROPS = ["none", "first"] as const;
const CATEGORY_LIMIT = 1000;

export interface OneHotEncoderOptions {
  /** What a category does that the training rows did not have: `ignore` (the default) gives zeros, `error` refuses the rows. */
  readonly unknown?: (typeof UNKNOWNS)[number];
  /** `first` leaves the first category out; default `none`. */
  readonly drop?: (typeof DROPS)[number];
  /** Columns per feature at most, without the one for missing values: the rarest categories share the last of them. Default: no bound, but 1000 categories. */
  readonly maxCategories?: number | undefined;
  /** Categories with fewer rows (below 1: a smaller share of all rows) share one column. */
  readonly minFrequency?: number | undefined;
}

/** What one-hot encoding learned of a column. */
export interface OneHotCategories {
  /** Categories with a column of their own, in the order of the columns. */
  readonly own: readonly Category[];
  /** The first category, where it was dropped. */
  readonly dropped: readonly Category[];
  /** Categories that share the column `<column>=<infrequent>`. */
  readonly infrequent: readonly Category[];
  /** True if training rows were missing: then missing has the column `<column>=<NA>`. */
  readonly missing: boolean;
}

/**
 * Makes a column of 0 and 1 of each category: `plan=basic`, `plan=pro`, in ascending order, then `plan=<infrequent>` and `plan=<NA>` where there are such.
 * Missing is a category of its own if a training row was missing, else it is unknown. Unknown gives zeros everywhere (in a graph always, because it
 * cannot refuse rows), which with `drop: "first"` reads like the first category.
 * @throws DataError `VALUE_INVALID` for an unknown category with `unknown: "error"`, or for more than 1000 categories without a bound
 * @see scikit-learn's OneHotEncoder (there, a missing value may become infrequent)
 * @example
 * const fitted = new OneHotEncoder().fit(aq.table({ plan: ["pro", "basic"] }), ["plan"]);
 * fitted.transform(aq.table({ plan: ["pro", "free"] })).objects() // => [{ "plan=basic": 0, "plan=pro": 1 }, { "plan=basic": 0, "plan=pro": 0 }]
 */
export class OneHotEncoder implements Transformer {
  readonly type = "one_hot";
  readonly unknown: (typeof UNKNOWNS)[number];
  readonly drop: (typeof DROPS)[number];
  readonly maxCategories: number | undefined;
  readonly minFrequency: number | undefined;

  constructor({ unknown = "ignore", drop = "none", maxCategories, minFrequency }: OneHotEncoderOptions = {}) {
    this.unknown = unknown;
    this.drop = drop;
    this.maxCategories = maxCategories;
    this.minFrequency = minFrequency;
  }

  fit<T extends TableLike, const C extends ColumnName<T>>(table: T, columns: readonly C[]): FittedOneHotEncoder<C> {
    return this.fitColumns(readTraining(table, columns));
  }

  fitColumns<C extends string>(columns: readonly NamedValues<C>[]): FittedOneHotEncoder<C> {
    return new FittedOneHotEncoder<C>({
      inputs: columns.map(({ name, values }) => ({ name, kind: values.kind })),
      unknown: this.unknown,
      categories: Object.fromEntries(
        columns.map(({ name, values }) => [name, this.#learn(name, countCategories(values, name))]),
      ) as unknown as Record<C, OneHotCategories>,
    });
  }

  #learn(name: string, count: CategoryCount): OneHotCategories {
    const { maxCategories, minFrequency } = this;
    if (maxCategories === undefined && minFrequency === undefined && count.categories.length > CATEGORY_LIMIT)
      throw new DataError({
        code: "VALUE_INVALID",
        what: `column "${name}"`,
        detail: `${count.categories.length} categories make as many columns`,
        hint: "set maxCategories, encode it as ordinal, or exclude it",
        column: name,
      });
    const infrequent = infrequentCategories(count, maxCategories, minFrequency);
    const frequent = count.categories.filter((category) => !infrequent.has(category));
    const first = this.drop === "first" ? 1 : 0;
    return { own: frequent.slice(first), dropped: frequent.slice(0, first), infrequent: [...infrequent], missing: count.missing > 0 };
  }
}

interface OneHotEncoderState<C extends string> {
  readonly inputs: readonly ColumnInfo<C>[];
  readonly unknown: (typeof UNKNOWNS)[number];
  readonly categories: Readonly<Record<C, OneHotCategories>>;
}

/** The fitted `OneHotEncoder`. */
export class FittedOneHotEncoder<C extends string = string> extends FittedColumnTransformer<C> {
  readonly type = "one_hot";
  readonly unknown: (typeof UNKNOWNS)[number];
  readonly categories: Readonly<Record<C, OneHotCategories>>;

  constructor(state: OneHotEncoderState<C>) {
    super(state.inputs);
    this.unknown = state.unknown;
    this.categories = Object.freeze({ ...state.categories });
    for (const learned of Object.values<OneHotCategories>(this.categories)) {
      for (const part of [learned.own, learned.dropped, learned.infrequent, learned]) Object.freeze(part);
    }
    Object.freeze(this);
  }

  override outputs({ name, kind }: ColumnInfo<C>): readonly ColumnInfo[] {
    const { own, infrequent, missing } = this.categories[name];
    const labels = own.map((category) => labelOf(category, kind));
    if (infrequent.length > 0) labels.push("<infrequent>");
    if (missing) labels.push("<NA>");
    return labels.map((label) => ({ name: `${name}=${label}`, kind: "numeric" }));
  }

  override apply(column: C, input: Values, compact: boolean): Values[] {
    const { known, placeOf, missingPlace, width } = layoutOf(this.categories[column]);
    const codes = codesOf(input, known);
    const outputs = Array.from({ length: width }, () =>
      compact ? allocate(Uint8Array, codes.length) : allocate(Float64Array, codes.length),
    );
    const refuses = this.unknown === "error";
    for (let row = 0; row < codes.length; row++) {
      const code = codes[row] as number;
      if (refuses && (code === UNKNOWN || (code === MISSING && missingPlace < 0))) throw unknownCategory(column, input, row);
      const place = code >= 0 ? (placeOf[code] as number) : code === MISSING ? missingPlace : -1;
      if (place >= 0) (outputs[place] as Float64Array | Uint8Array)[row] = 1;
    }
    return outputs.map((values) => ({ kind: "numeric", values, owned: true }));
  }

  override lowerInto(flow: GraphFlow): void {
    for (const input of this.inputs) {
      const names = this.outputs(input).map(({ name }) => name);
      if (names.length > 0) flow.define(names, this.#lower(flow, input.name, input.kind));
    }
  }

  #lower(flow: GraphFlow, column: C, kind: Kind): string {
    const { known, placeOf, missingPlace, width } = layoutOf(this.categories[column]);
    if (kind === "string") {
      const code = textLookup(flow, column, known, (place) => placeOf[place] as number, missingPlace, "int64");
      const places = flow.graph.constant({ type: "int64", shape: [1, width], data: Array.from({ length: width }, (_, place) => place) });
      return flow.toDouble(flow.graph.node("Equal", [code, places]));
    }
    const value = flow.pack([column]);
    const valued = missingPlace < 0 ? width : width - 1;
    const weights = known.map((_, code) => Array.from({ length: valued }, (_, place) => (placeOf[code] === place ? 1 : 0)));
    const parts: string[] = [];
    if (valued > 0) parts.push(numericMembership(flow, value, known as readonly number[], weights));
    if (missingPlace >= 0) parts.push(flow.toDouble(flow.graph.node("IsNaN", [value])));
    return flow.concat(parts);
  }

  override toJSON(): Record<string, unknown> {
    const { type, inputs, unknown, categories } = this;
    return { type, inputs, unknown, categories };
  }

  /** @throws DataError `FILE_MALFORMED` */
  static fromJSON(json: unknown): FittedOneHotEncoder {
    const state = new State(json, "one_hot");
    const inputs = state.inputs();
    return new FittedOneHotEncoder({
      inputs,
      unknown: state.oneOf("unknown", UNKNOWNS),
      categories: state.mapColumns("categories", inputs, (value, { kind }) => {
        const learned = Object(value) as Partial<Record<keyof OneHotCategories, unknown>>;
        return {
          own: state.categories(learned.own, "own", kind),
          dropped: state.categories(learned.dropped, "dropped", kind),
          infrequent: state.categories(learned.infrequent, "infrequent", kind),
          missing: learned.missing === true,
        };
      }),
    });
  }
}

interface Layout {
  readonly known: readonly Category[];
  /** The output of each known category, -1 where it has none. */
  readonly placeOf: Int32Array;
  readonly missingPlace: number;
  readonly width: number;
}

function layoutOf({ own, dropped, infrequent, missing }: OneHotCategories): Layout {
  const valued = own.length + (infrequent.length > 0 ? 1 : 0);
  const placeOf = Int32Array.from([...own.map((_, place) => place), ...dropped.map(() => -1), ...infrequent.map(() => own.length)]);
  return { known: [...own, ...dropped, ...infrequent], placeOf, missingPlace: missing ? valued : -1, width: valued + (missing ? 1 : 0) };
}
