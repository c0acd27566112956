import type { aq, ColumnTable } from "../arquero/index.ts";
import type {
  AnySchema,
  ArrayLikeColumn,
  Columns,
  ColumnType,
  Row,
  SCHEMA,
  Schema,
  SchemaOf,
  TableLike,
  ValueOf,
} from "../kernel/table/index.ts";

type Name<S extends Schema> = keyof S & string;

/** A value as it is read: missing is undefined in kernel columns and may be null in a user's plain arrays. */
type Read<T extends ColumnType> = ValueOf<T> | null | undefined;

/** A column as arquero hands it out, its values typed. */
interface TypedColumn<T extends ColumnType> extends ArrayLikeColumn {
  at(row: number): Read<T>;
  [Symbol.iterator](): Iterator<Read<T>>;
}

/** The verbs and accessors that know the schema. A verb that makes other columns returns a table whose schema is known at run time only. */
interface TypedVerbs<S extends Schema> {
  readonly [SCHEMA]?: S;
  select<const N extends Name<S>>(...columns: (N | readonly N[])[]): TableOf<Pick<S, N>>;
  filter(criteria: (row: Row<S>, params: Record<string, never>) => unknown): this;
  orderby(...keys: (Name<S> | ((row: Row<S>) => unknown) | readonly Name<S>[] | ReturnType<typeof aq.desc>)[]): this;
  groupby(...keys: (Name<S> | readonly Name<S>[] | Record<string, (row: Row<S>) => unknown>)[]): this;
  dedupe(...keys: (Name<S> | readonly Name<S>[])[]): this;
  columnIndex(name: Name<S>): number;
  column<N extends Name<S>>(name: N): TypedColumn<S[N]>;
  array<N extends Name<S>>(name: N): Read<S[N]>[];
  array<A>(name: Name<S>, type: new (length: number) => A): A;
  get<N extends Name<S>>(name: N, row?: number): Read<S[N]>;
  getter<N extends Name<S>>(name: N): (row: number) => Read<S[N]>;
  object(row?: number): { readonly [N in Name<S>]: Read<S[N]> };
}

type Reshaping =
  | "assign"
  | "concat"
  | "count"
  | "cross"
  | "derive"
  | "fold"
  | "impute"
  | "join"
  | "join_full"
  | "join_left"
  | "join_right"
  | "lookup"
  | "pivot"
  | "reduce"
  | "relocate"
  | "rename"
  | "rollup"
  | "spread"
  | "union"
  | "unroll";

/** The verbs after which the columns are others: the schema is dropped, `typed` restores it. */
type Untyping = { [V in Reshaping]: (...args: Parameters<ColumnTable[V]>) => ColumnTable };

/** arquero's table with the untyped signatures of the typed members out of reach (no argument is `never`), and still assignable to `ColumnTable`. */
interface Covered extends ColumnTable {
  select(...columns: never[]): this;
  filter(criteria: never): this;
  orderby(...keys: never[]): this;
  groupby(...keys: never[]): this;
  dedupe(...keys: never[]): this;
  columnIndex(name: never): number;
  column(name: never): undefined;
  array(name: never): never[];
  get(name: never, row?: number): never;
  getter(name: never): never;
}

type TableOf<S extends Schema> = string extends keyof S ? ColumnTable : TypedVerbs<S> & Untyping & Covered;

/**
 * arquero's `ColumnTable`; with a schema (`{ age: "number" }` or a zod object), column names and value types are checked by the compiler.
 * Without one (`Table`), columns are known at run time only and names are strings.
 */
export type Table<S extends AnySchema = Schema> = TableOf<Columns<S>>;

/** Some rows of a table: its schema is kept where it is known. */
export type RowsOf<T> = [SchemaOf<T>] extends [never] ? Table : Table<SchemaOf<T>>;

/** What is given as data where the schema is `S`: any table where its columns are known at run time only. */
export type DataOf<S extends AnySchema> = string extends keyof Columns<S> ? TableLike : Table<S>;
