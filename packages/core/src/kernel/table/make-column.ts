import type { BigIntColumn, BooleanColumn, NumericArray, NumericColumn, StringColumn, TimestampColumn, Validity } from "./column.ts";
import { isValid } from "./validity.ts";

abstract class View<V> {
  abstract readonly length: number;
  abstract at(row: number): V | undefined;
  *[Symbol.iterator](): Iterator<V | undefined> {
    for (let row = 0; row < this.length; row++) yield this.at(row);
  }
}

class Numeric extends View<number> implements NumericColumn {
  readonly kind = "numeric";
  readonly length: number;
  readonly values: NumericArray;
  readonly validity: Validity;
  readonly integer: boolean;
  constructor(values: NumericArray, validity: Validity, integer: boolean) {
    super();
    this.values = values;
    this.validity = validity;
    this.integer = integer;
    this.length = values.length;
  }
  at(row: number): number | undefined {
    return isValid(this.validity, row) ? this.values[row] : undefined;
  }
}

class BigInts extends View<bigint> implements BigIntColumn {
  readonly kind = "bigint";
  readonly length: number;
  readonly values: BigInt64Array;
  readonly validity: Validity;
  constructor(values: BigInt64Array, validity: Validity) {
    super();
    this.values = values;
    this.validity = validity;
    this.length = values.length;
  }
  at(row: number): bigint | undefined {
    return isValid(this.validity, row) ? this.values[row] : undefined;
  }
}

class Booleans extends View<boolean> implements BooleanColumn {
  readonly kind = "boolean";
  readonly length: number;
  readonly values: Uint8Array;
  readonly validity: Validity;
  constructor(values: Uint8Array, validity: Validity) {
    super();
    this.values = values;
    this.validity = validity;
    this.length = values.length;
  }
  at(row: number): boolean | undefined {
    return row >= 0 && row < this.length && isValid(this.validity, row) ? this.values[row] === 1 : undefined;
  }
}

class Strings extends View<string> implements StringColumn {
  readonly kind = "string";
  readonly length: number;
  readonly codes: Int32Array;
  readonly dictionary: readonly string[];
  constructor(codes: Int32Array, dictionary: readonly string[]) {
    super();
    this.codes = codes;
    this.dictionary = dictionary;
    this.length = codes.length;
  }
  at(row: number): string | undefined {
    return this.dictionary[this.codes[row] as number];
  }
}

class Timestamps extends View<Date> implements TimestampColumn {
  readonly kind = "timestamp";
  readonly length: number;
  readonly values: Float64Array;
  readonly validity: Validity;
  constructor(values: Float64Array, validity: Validity) {
    super();
    this.values = values;
    this.validity = validity;
    this.length = values.length;
  }
  at(row: number): Date | undefined {
    return row >= 0 && row < this.length && isValid(this.validity, row) ? new Date(this.values[row] as number) : undefined;
  }
}

/** A numeric column over `values` (not copied). @example [...numericColumn(Float64Array.of(1, 2), Uint8Array.of(1))] // => [1, undefined] */
export function numericColumn(
  values: NumericArray,
  validity: Validity = null,
  integer = !(values instanceof Float64Array || values instanceof Float32Array),
): NumericColumn {
  return new Numeric(values, validity, integer);
}

/** A column of 64-bit integers over `values` (not copied). */
export function bigIntColumn(values: BigInt64Array, validity: Validity = null): BigIntColumn {
  return new BigInts(values, validity);
}

/** A boolean column over bytes 0 and 1 (not copied). */
export function booleanColumn(values: Uint8Array, validity: Validity = null): BooleanColumn {
  return new Booleans(values, validity);
}

/** A dictionary-coded string column (not copied); a code of -1 is missing. @example stringColumn(Int32Array.of(0, -1), ["a"]).at(0) // => "a" */
export function stringColumn(codes: Int32Array, dictionary: readonly string[]): StringColumn {
  return new Strings(codes, dictionary);
}

/** A timestamp column over milliseconds since 1970 UTC (not copied). */
export function timestampColumn(values: Float64Array, validity: Validity = null): TimestampColumn {
  return new Timestamps(values, validity);
}
