import type { Validity } from "../table/column.ts";
import { isValid } from "../table/validity.ts";
import type { ArithmeticOperator, FunctionName } from "./ast.ts";
import { alignInstants } from "./compare.ts";
import {
  asNumbers,
  type BigVector,
  type BooleanVector,
  bothValid,
  FALSE,
  markUnknown,
  type NumberVector,
  type StringVector,
  TRUE,
  UNKNOWN,
  type Vector,
} from "./vector.ts";

const NULL: Vector = { type: "null", constant: true };

/** IEEE 754 arithmetic on doubles; null where an operand is null. A remainder has the sign of the dividend. */
export function arithmetic(operator: ArithmeticOperator, left: Vector, right: Vector): Vector {
  if (left.type === "null" || right.type === "null") return NULL;
  const a = asNumbers(left);
  const b = asNumbers(right);
  const x = a.values;
  const y = b.values;
  const stepA = a.constant ? 0 : 1;
  const stepB = b.constant ? 0 : 1;
  const values = new Float64Array(a.constant ? y.length : x.length);
  for (let row = 0; row < values.length; row++) {
    const p = x[row * stepA] as number;
    const q = y[row * stepB] as number;
    values[row] = operator === "+" ? p + q : operator === "-" ? p - q : operator === "*" ? p * q : operator === "/" ? p / q : p % q;
  }
  return { type: "number", values, validity: bothValid(a, b), constant: a.constant && b.constant };
}

function mapNumbers(vector: Vector, of: (value: number) => number): NumberVector {
  const { values, validity, constant } = asNumbers(vector);
  const mapped = new Float64Array(values.length);
  for (let row = 0; row < values.length; row++) mapped[row] = of(values[row] as number);
  return { type: "number", values: mapped, validity, constant };
}

export function negate(vector: Vector): Vector {
  return vector.type === "null" ? NULL : mapNumbers(vector, (value) => -value);
}

/** Halves are rounded away from zero, as in SQL. */
function round(vector: Vector, digits: Vector | undefined): Vector {
  if (digits === undefined) return mapNumbers(vector, halfAway);
  if (digits.type === "null") return NULL;
  const places = asNumbers(digits);
  const scaled = asNumbers(vector);
  const rows = scaled.constant ? places.values.length : scaled.values.length;
  const values = new Float64Array(rows);
  const stepValue = scaled.constant ? 0 : 1;
  const stepPlaces = places.constant ? 0 : 1;
  for (let row = 0; row < rows; row++) {
    const value = scaled.values[row * stepValue] as number;
    const factor = 10 ** Math.trunc(places.values[row * stepPlaces] as number);
    const rounded = halfAway(value * factor) / factor;
    values[row] = Number.isFinite(rounded) ? rounded : value;
  }
  return { type: "number", values, validity: bothValid(scaled, places), constant: scaled.constant && places.constant };
}

function halfAway(value: number): number {
  const whole = Math.trunc(value);
  return Math.abs(value - whole) >= 0.5 ? whole + Math.sign(value) : whole;
}

function mapTexts({ codes, dictionary, constant }: StringVector, of: (text: string) => string): StringVector {
  return { type: "string", codes, dictionary: dictionary.map(of), constant };
}

function characters({ codes, dictionary, constant }: StringVector): NumberVector {
  const counts = dictionary.map(countCharacters);
  const values = new Float64Array(codes.length);
  const validity = new Uint8Array((codes.length + 7) >> 3);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] as number;
    if (code < 0) continue;
    values[row] = counts[code] as number;
    validity[row >> 3] = (validity[row >> 3] as number) | (1 << (row & 7));
  }
  return { type: "number", values, validity: constant ? null : validity, constant };
}

/**
 * How many Unicode code points a text has.
 * @example countCharacters("naïve 👍") // => 7
 */
export function countCharacters(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xd800 && unit <= 0xdbff && i + 1 < text.length && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) i++;
    count++;
  }
  return count;
}

function isNaNVector(vector: Vector): BooleanVector {
  const { values, validity, constant } = asNumbers(vector);
  const states = new Uint8Array(values.length);
  for (let row = 0; row < values.length; row++) states[row] = Number.isNaN(values[row]) ? TRUE : FALSE;
  markUnknown(states, validity);
  return { type: "boolean", states, constant };
}

function hasValue(vector: Vector): (row: number) => boolean {
  if (vector.type === "null") return () => false;
  if (vector.type === "string") return (row) => (vector.codes[vector.constant ? 0 : row] as number) >= 0;
  if (vector.type === "boolean") return (row) => vector.states[vector.constant ? 0 : row] !== UNKNOWN;
  const validity: Validity = vector.validity;
  return (row) => isValid(validity, vector.constant ? 0 : row);
}

/** True where a value is missing; never unknown. */
export function isNull(vector: Vector): BooleanVector {
  if (vector.type === "null") return { type: "boolean", states: Uint8Array.of(TRUE), constant: true };
  const has = hasValue(vector);
  const rows = vector.type === "string" ? vector.codes.length : vector.type === "boolean" ? vector.states.length : vector.values.length;
  const states = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) states[row] = has(row) ? FALSE : TRUE;
  return { type: "boolean", states, constant: vector.constant };
}

/** The first value of each row that is not missing. */
function coalesce(given: readonly Vector[], rows: number): Vector {
  const instant = given.find((one) => one.type === "timestamp");
  const vectors = instant === undefined ? given : given.map((one) => alignInstants(one, instant));
  const present = vectors.filter((one) => one.type !== "null");
  const first = present[0];
  if (first === undefined) return NULL;
  if (present.every((one) => one.constant)) return first;
  const has = present.map(hasValue);
  const chosen = new Int32Array(rows).fill(-1);
  for (let row = 0; row < rows; row++) chosen[row] = has.findIndex((valid) => valid(row));
  switch (first.type) {
    case "string":
      return coalesceTexts(present as StringVector[], chosen);
    case "boolean":
      return {
        type: "boolean",
        states: Uint8Array.from(chosen, (one, row) => (one < 0 ? UNKNOWN : at((present[one] as BooleanVector).states, present[one], row))),
        constant: false,
      };
    default: {
      const numbers = present.some((one) => one.type !== "bigint") ? present.map(asNumbers) : (present as BigVector[]);
      const validity = new Uint8Array((rows + 7) >> 3);
      for (let row = 0; row < rows; row++)
        if ((chosen[row] as number) >= 0) validity[row >> 3] = (validity[row >> 3] as number) | (1 << (row & 7));
      if (numbers[0]?.type === "bigint") {
        const values = BigInt64Array.from(chosen, (one, row) => (one < 0 ? 0n : at((numbers[one] as BigVector).values, numbers[one], row)));
        return { type: "bigint", values, validity, constant: false };
      }
      const values = Float64Array.from(chosen, (one, row) => (one < 0 ? 0 : at((numbers[one] as NumberVector).values, numbers[one], row)));
      return { type: first.type === "timestamp" ? "timestamp" : "number", values, validity, constant: false };
    }
  }
}

function at<V>(values: ArrayLike<V>, vector: Vector | undefined, row: number): V {
  return values[vector?.constant ? 0 : row] as V;
}

function coalesceTexts(vectors: readonly StringVector[], chosen: Int32Array): StringVector {
  const offsets: number[] = [];
  const dictionary: string[] = [];
  for (const vector of vectors) {
    offsets.push(dictionary.length);
    dictionary.push(...vector.dictionary);
  }
  const codes = chosen.map((one, row) =>
    one < 0 ? -1 : (offsets[one] as number) + at((vectors[one] as StringVector).codes, vectors[one], row),
  );
  return { type: "string", codes, dictionary, constant: false };
}

/** One function applied to its arguments, which are of the right types. */
export function callFunction(name: FunctionName, given: readonly Vector[], rows: number): Vector {
  const first = given[0] as Vector;
  if (name === "coalesce") return coalesce(given, rows);
  if (first.type === "null") return NULL;
  switch (name) {
    case "abs":
      return mapNumbers(first, Math.abs);
    case "floor":
      return mapNumbers(first, Math.floor);
    case "ceil":
      return mapNumbers(first, Math.ceil);
    case "round":
      return round(first, given[1]);
    case "isnan":
      return isNaNVector(first);
    case "length":
      return characters(first as StringVector);
    case "lower":
      return mapTexts(first as StringVector, (text) => text.toLowerCase());
    case "upper":
      return mapTexts(first as StringVector, (text) => text.toUpperCase());
    case "year":
      return mapNumbers(first, (milliseconds) => new Date(milliseconds).getUTCFullYear());
    case "month":
      return mapNumbers(first, (milliseconds) => new Date(milliseconds).getUTCMonth() + 1);
    case "day":
      return mapNumbers(first, (milliseconds) => new Date(milliseconds).getUTCDate());
  }
}
