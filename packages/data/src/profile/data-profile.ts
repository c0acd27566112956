import type { ColumnKind } from "@mlops/core/table";

/** A value and how often it occurs. */
export interface Frequency {
  readonly value: string;
  readonly count: number;
}

/** Counts in bins of equal width: `edges` has one more entry than `counts`; a bin holds its lower edge, the last one both. */
export interface Bins {
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

/** What one column holds. Figures are null where there is no value they could be of. Plain JSON. */
export interface ColumnSummary {
  readonly kind: ColumnKind;
  readonly rows: number;
  readonly missing: number;
  /** Different values, missing ones apart; NaN is one. */
  readonly distinct: number;
  /** The most frequent values, at most 20, by count and then by text. */
  readonly top: readonly Frequency[];
  /** Of numbers and instants (milliseconds): finite values only. */
  readonly numbers?: {
    readonly nan: number;
    readonly infinite: number;
    /** All are whole. */
    readonly integer: boolean;
    readonly mean: number | null;
    /** Sample standard deviation (n - 1). */
    readonly std: number | null;
    readonly min: number | null;
    readonly max: number | null;
    /** At 0.01, 0.05, 0.25, 0.5, 0.75, 0.95 and 0.99, interpolated as numpy does. */
    readonly quantiles: Readonly<Record<string, number>>;
    readonly histogram: Bins | null;
    /** Values rise (or stay) from row to row. */
    readonly ascending: boolean;
  };
  /** Of texts: characters. */
  readonly lengths?: { readonly min: number; readonly max: number };
  /** How far figures may be off where there were too many values to hold all; absent where all figures are exact. What is not named here always is. */
  readonly approximate?: {
    /** Standard error of `distinct`, as a share of it. */
    readonly distinct: number;
    /** A count in `top` is at most this much too low, and a value that is not there occurs at most as often. */
    readonly counts: number;
    /** Of numbers and instants: no rank is further off than this share of the finite values, which bounds quantiles and sums of the histogram's counts. */
    readonly ranks?: number;
  };
}

export interface Correlation {
  readonly left: string;
  readonly right: string;
  /** Pearson's, of the rows in which both have a finite value; null where one of them does not vary. */
  readonly value: number | null;
  /** Spearman's, of the same rows; only where the table was in memory and has at most 10,000 rows. */
  readonly spearman?: number | null;
  readonly rows: number;
}

/** What a table holds, column by column. Plain JSON. */
export interface DataProfile {
  readonly version: 1;
  readonly rows: number;
  readonly columns: Readonly<Record<string, ColumnSummary>>;
  readonly correlations: readonly Correlation[];
}
