import { type Moments, mergeMoments, momentsOf, NO_MOMENTS } from "../../stats/moments.ts";
import type { BigIntColumn, Column, NumericColumn, TimestampColumn } from "../../table/column.ts";
import { missingCount } from "../../table/column-values.ts";
import { isValid } from "../../table/validity.ts";
import { DistinctSketch } from "./distinct-sketch.ts";
import { allAscending, allWhole, finiteValues } from "./finite-values.ts";
import { NumberValues } from "./number-values.ts";
import { TextCounts } from "./text-counts.ts";
import { hashInteger } from "./value-hash.ts";

export type NumberKind = "numeric" | "bigint" | "timestamp";

/** What is known of a column of numbers or instants (milliseconds): two of them, of rows that follow each other, merge to that of all rows. */
export class NumberState {
  kind: NumberKind;
  rows = 0;
  missing = 0;
  nan = 0;
  positive = 0;
  negative = 0;
  /** Of the finite values, as all that follows: all are whole. */
  integer = true;
  /** They rise, or stay, from row to row. */
  ascending = true;
  first = Number.NaN;
  last = Number.NaN;
  /** m3 is of no use once merged from saved states. */
  moments: Moments = NO_MOMENTS;
  values: NumberValues;
  /** Of 64-bit integers: their decimal texts, as doubles do not tell them apart. */
  texts: TextCounts | null = null;

  constructor(kind: NumberKind, limit: number) {
    this.kind = kind;
    this.values = new NumberValues(limit);
  }

  add(column: NumericColumn | BigIntColumn | TimestampColumn): void {
    const { values, nan, positive, negative } = finiteValues(column);
    this.rows += column.length;
    this.missing += missingCount(column);
    this.nan += nan;
    this.positive += positive;
    this.negative += negative;
    this.follow(values[0], values.at(-1), this.ascending && allAscending(values));
    this.integer &&= allWhole(values);
    this.moments = mergeMoments(this.moments, momentsOf(values));
    if (column.kind === "bigint") this.toBigInt();
    if (this.texts !== null) addIntegers(this.texts, column);
    this.values.add(values);
  }

  /** Takes in the state of the rows that follow. */
  merge(other: NumberState): void {
    if (other.kind === "bigint") this.toBigInt();
    else if (this.kind === "bigint") other.toBigInt();
    this.rows += other.rows;
    this.missing += other.missing;
    this.nan += other.nan;
    this.positive += other.positive;
    this.negative += other.negative;
    if (other.moments.n > 0) this.follow(other.first, other.last, this.ascending && other.ascending);
    this.integer &&= other.integer;
    this.moments = mergeMoments(this.moments, other.moments);
    if (this.texts !== null && other.texts !== null) this.texts.merge(other.texts);
    this.values.merge(other.values);
  }

  private follow(first: number | undefined, last: number | undefined, ascending: boolean): void {
    if (first === undefined || last === undefined) return;
    this.ascending = ascending && !(first < this.last);
    if (Number.isNaN(this.first)) this.first = first;
    this.last = last;
  }

  /** Integers that were numbers so far: their texts are those of the numbers. */
  private toBigInt(): void {
    this.kind = "bigint";
    if (this.texts !== null) return;
    const { all } = this.values;
    this.values.settle();
    const { counts, sketches } = this.values;
    const distinct = sketches === null ? null : new DistinctSketch(sketches.distinct.registers.slice());
    this.texts = new TextCounts(this.values.limit === Number.POSITIVE_INFINITY, hashInteger, new Map(), counts.error, distinct);
    if (all !== null) for (const value of all) this.texts.add(String(value + 0), 1);
    else for (const [i, value] of counts.values.entries()) this.texts.add(String(value), counts.counts[i] as number);
  }
}

function addIntegers(texts: TextCounts, column: Exclude<Column, { kind: "string" | "boolean" }>): void {
  const counts = new Map<bigint | number, number>();
  for (let row = 0; row < column.length; row++) {
    if (!isValid(column.validity, row)) continue;
    const value = column.values[row] as bigint | number;
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  for (const [value, count] of counts) texts.add(String(value), count);
}
