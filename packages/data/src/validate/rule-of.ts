import type { AnySchema, Columns, ColumnType } from "@mlops/core/table";
import type { ValidationRuleInput } from "@mlops/models";

/** The types of columns that rules of a type can look at; any where it is not named. */
interface Wanted {
  regex: "string";
  regex_list: "string";
  like: "string";
  like_list: "string";
  length: "string";
  date_text: "string";
  strftime: "string";
  json: "string";
  json_schema: "string";
  range: "number" | "bigint" | "timestamp";
  z_score: "number" | "bigint";
  outlier: "number" | "bigint";
  aggregate: "number" | "bigint";
  quantiles: "number" | "bigint";
  multicolumn_sum: "number" | "bigint";
}

type Name<S, Type> = { [N in keyof S & string]: S[N] extends Type ? N : never }[keyof S & string];
type NameFor<S, T> = Name<S, T extends keyof Wanted ? Wanted[T] : ColumnType>;

/** A rule with its columns narrowed to those of a schema that it can look at. */
type Narrowed<R, S> = R extends { readonly type: infer T }
  ? {
      [F in keyof R]: F extends "column" | "left" | "right"
        ? NameFor<S, T> | Extract<R[F], undefined>
        : F extends "columns"
          ? NameFor<S, T>[]
          : R[F];
    }
  : never;

type NamesOf<S extends AnySchema> = keyof Columns<S>;

/**
 * A rule about a table of schema `S`: a column that is not there, is misspelt or is of a type that the rule cannot look at does not compile. Expressions are
 * texts here: `rulesOn` checks them, too.
 */
export type RuleOf<S extends AnySchema> = string extends NamesOf<S> ? ValidationRuleInput : Narrowed<ValidationRuleInput, Columns<S>>;
