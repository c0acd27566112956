import type { BigIntColumn, BooleanColumn, Column, NumericColumn, StringColumn, TimestampColumn } from "./column.ts";

interface TypeTable {
  number: { value: number; column: NumericColumn };
  string: { value: string; column: StringColumn };
  boolean: { value: boolean; column: BooleanColumn };
  timestamp: { value: Date; column: TimestampColumn };
  bigint: { value: bigint; column: BigIntColumn };
}

/** How a schema names the type of a column. */
export type ColumnType = keyof TypeTable;

/** Column names and their types, for example `{ age: "number", city: "string" } as const`. */
export type Schema = Readonly<Record<string, ColumnType>>;

/** A zod 4 object of which each field is one value; any copy of zod satisfies it. */
export interface ObjectSchema {
  readonly shape: Readonly<Record<string, { readonly _zod: { readonly output: unknown; readonly def: object } }>>;
}

type TypeOf<V> = [V] extends [string]
  ? "string"
  : [V] extends [number]
    ? "number"
    : [V] extends [boolean]
      ? "boolean"
      : [V] extends [bigint]
        ? "bigint"
        : [V] extends [Date]
          ? "timestamp"
          : never;

/** The schema of the columns that a zod object describes; what is optional or nullable in a row may be missing in any column. */
export type SchemaFrom<Z extends ObjectSchema> = {
  readonly [N in keyof Z["shape"] & string]: TypeOf<NonNullable<Z["shape"][N]["_zod"]["output"]>>;
};

/** Column names and their types, in either way of writing them. */
export type AnySchema = Schema | ObjectSchema;

/** The names and types that either way of writing them says. */
export type Columns<S extends AnySchema> = S extends ObjectSchema ? SchemaFrom<S> : S;

/** What a present value of a column type is. */
export type ValueOf<T extends ColumnType> = TypeTable[T]["value"];

/** A row as an expression sees it; a missing value is `undefined` at run time and compares false. */
export type Row<S extends Schema> = { readonly [N in keyof S & string]: ValueOf<S[N]> };

/** Where a typed table carries its schema; exists in types alone. */
export declare const SCHEMA: unique symbol;

/** The schema of a table type, `never` where it is known at run time only. */
export type SchemaOf<T> = T extends { readonly [SCHEMA]?: infer S } ? (unknown extends S ? never : Extract<S, Schema>) : never;

/** The column names that `T` is known to have; any string where its schema is known at run time only. */
export type ColumnName<T> = [SchemaOf<T>] extends [never] ? string : keyof SchemaOf<T> & string;

/** The column names of `T` whose type is among these; any string where its schema is known at run time only. */
export type ColumnNameOf<T, Types extends ColumnType> = [SchemaOf<T>] extends [never]
  ? string
  : { [N in keyof SchemaOf<T> & string]: SchemaOf<T>[N] extends Types ? N : never }[keyof SchemaOf<T> & string];

/** The kernel column that `T` has under the name `N`. */
export type ColumnAt<T, N> = [SchemaOf<T>] extends [never]
  ? Column
  : N extends keyof SchemaOf<T>
    ? TypeTable[SchemaOf<T>[N]]["column"]
    : Column;
