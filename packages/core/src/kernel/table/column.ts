/**
 * The column views every kernel reads. Each satisfies arquero's column interface (`length`, `at`), so a `ColumnTable` holds them as they are.
 * A missing value is a cleared validity bit (a code of -1 in a string column) and reads as `undefined`; NaN is a value, not a missing one.
 */
export type NumericArray = Float64Array | Float32Array | Int32Array | Uint32Array | Int16Array | Uint16Array | Int8Array | Uint8Array;

/** One bit per row, least significant first, set where a value is present (Arrow's layout); null where nothing is missing. */
export type Validity = Uint8Array | null;

interface ColumnBase<K extends string, V> {
  readonly kind: K;
  readonly length: number;
  /** The value at `row`, `undefined` where it is missing. */
  at(row: number): V | undefined;
  [Symbol.iterator](): Iterator<V | undefined>;
}

/** Numbers. `integer` marks a column whose source type was an integer; its values are safe integers. */
export interface NumericColumn extends ColumnBase<"numeric", number> {
  readonly values: NumericArray;
  readonly validity: Validity;
  readonly integer: boolean;
}

/** Integers beyond 2^53. */
export interface BigIntColumn extends ColumnBase<"bigint", bigint> {
  readonly values: BigInt64Array;
  readonly validity: Validity;
}

/** True or false, one byte each (0 or 1). */
export interface BooleanColumn extends ColumnBase<"boolean", boolean> {
  readonly values: Uint8Array;
  readonly validity: Validity;
}

/** Strings as codes into a dictionary of distinct values; -1 is missing. */
export interface StringColumn extends ColumnBase<"string", string> {
  readonly codes: Int32Array;
  readonly dictionary: readonly string[];
}

/** Instants: milliseconds since 1970-01-01 UTC (fractions are kept), read as `Date`. */
export interface TimestampColumn extends ColumnBase<"timestamp", Date> {
  readonly values: Float64Array;
  readonly validity: Validity;
}

export type Column = NumericColumn | BigIntColumn | BooleanColumn | StringColumn | TimestampColumn;
export type ColumnKind = Column["kind"];

/** The part of an arquero table that is read; any copy or version of arquero satisfies it. */
export interface TableLike {
  numRows(): number;
  totalRows(): number;
  columnNames(): string[];
  column(name: string): ArrayLikeColumn | undefined;
  isFiltered(): boolean;
  isOrdered(): boolean;
  /** Row indices in order, filter applied. */
  indices(order?: boolean): ArrayLike<number>;
}

/** What arquero calls a column. */
export interface ArrayLikeColumn {
  readonly length: number;
  at(row: number): unknown;
}

/** A vector of values: an array, a typed array or an arquero column. */
export type Series = readonly unknown[] | NumericArray | BigInt64Array | ArrayLikeColumn;
