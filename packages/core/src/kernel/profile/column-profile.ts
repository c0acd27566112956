interface ProfileBase<K extends string> {
  readonly kind: K;
  /** Rows, missing ones too. */
  readonly rows: number;
  readonly missing: number;
}

/** Numbers and 64-bit integers. `mean`, `m2`, `min` and `max` are of the finite values, null where there are none (or a sum overflows). */
export interface NumericProfile extends ProfileBase<"numeric"> {
  readonly integer: boolean;
  readonly nan: number;
  readonly infinite: number;
  readonly mean: number | null;
  /** Σ (x − mean)². */
  readonly m2: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly sketch: Sketch;
}

/** Equi-depth histogram of the finite values: `counts[i]` of them lie above `upTo[i − 1]` and up to `upTo[i]`. */
export interface Sketch {
  /** Ascending. */
  readonly upTo: readonly number[];
  readonly counts: readonly number[];
  /** Σ of how far the values of each bin lie below its end: 0 where all of them are the end itself. Absent in older profiles and where a sum overflows. */
  readonly below?: readonly number[];
  /** How many values at most lie at or below an end beyond those counted there: what merging bins of other ends left unknown. Absent: none. */
  readonly error?: number;
}

/** Strings (any number of them) and booleans (`false`, `true`). */
export interface CategoryProfile extends ProfileBase<"string" | "boolean"> {
  /** The most frequent values, descending, equally frequent ones by name. */
  readonly categories: readonly { readonly value: string; readonly count: number }[];
  /** Rows with other values. */
  readonly other: number;
  /** Different values, null where merging left it unknown. */
  readonly distinct: number | null;
}

/** Milliseconds since 1970 UTC; null where there is no value. */
export interface TimestampProfile extends ProfileBase<"timestamp"> {
  readonly min: number | null;
  readonly max: number | null;
}

/** What is kept of a column: plain JSON without NaN, and two of them merge to that of both parts together. */
export type ColumnProfile = NumericProfile | CategoryProfile | TimestampProfile;

/** What is kept of a table. */
export interface TableProfile {
  readonly version: 1;
  readonly rows: number;
  readonly columns: Readonly<Record<string, ColumnProfile>>;
}

export interface ProfileOptions {
  /** Most bins of a numeric column's sketch: its ranks are within 2/bins after a merge, exact at the bins' ends before. Default 128. */
  readonly bins?: number;
  /** Most categories kept by name. Default 100. */
  readonly categories?: number;
}

export const DEFAULT_BINS = 128;
export const DEFAULT_CATEGORIES = 100;
