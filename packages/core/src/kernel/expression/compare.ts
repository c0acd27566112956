import type { CompareOperator, LiteralValue } from "./ast.ts";
import { parseInstant } from "./instant.ts";
import {
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

/** Texts compare by Unicode code point, as engines do; JavaScript's own order is by UTF-16 unit. */
export function compareTexts(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    const surrogateX = x >= 0xd800 && x <= 0xdfff;
    const surrogateY = y >= 0xd800 && y <= 0xdfff;
    return surrogateX === surrogateY ? x - y : surrogateX ? 1 : -1;
  }
  return a.length - b.length;
}

/** A text literal beside a timestamp is an instant. */
export function alignInstants(vector: Vector, other: Vector): Vector {
  if (vector.type !== "string" || other.type !== "timestamp") return vector;
  return { type: "timestamp", values: Float64Array.of(parseInstant(vector.dictionary[0] as string)), validity: null, constant: true };
}

/** Compares row by row. Null gives unknown. NaN equals itself and is above every number, as in SQL engines. */
export function compare(operator: CompareOperator, first: Vector, second: Vector): BooleanVector {
  const left = alignInstants(first, second);
  const right = alignInstants(second, first);
  if (left.type === "null" || right.type === "null") return { type: "boolean", states: Uint8Array.of(UNKNOWN), constant: true };
  switch (operator) {
    case ">":
      return order(right, left, false);
    case ">=":
      return order(right, left, true);
    case "<":
      return order(left, right, false);
    case "<=":
      return order(left, right, true);
    case "=":
      return equal(left, right);
    case "!=":
      return invert(equal(left, right));
  }
}

/** Not: unknown stays unknown. */
export function invert({ states, constant }: BooleanVector): BooleanVector {
  const inverted = new Uint8Array(states.length);
  for (let row = 0; row < states.length; row++) inverted[row] = states[row] === UNKNOWN ? UNKNOWN : (states[row] as number) ^ 1;
  return { type: "boolean", states: inverted, constant };
}

type Ordered = NumberVector | BigVector;

function order(left: Vector, right: Vector, orEqual: boolean): BooleanVector {
  const [a, b] = comparable(left, right);
  const states = new Uint8Array(a.constant ? b.values.length : a.values.length);
  const stepA = a.constant ? 0 : 1;
  const stepB = b.constant ? 0 : 1;
  if (a.type !== "bigint" && b.type !== "bigint") {
    const x = a.values;
    const y = b.values;
    for (let row = 0; row < states.length; row++) {
      const p = x[row * stepA] as number;
      const q = y[row * stepB] as number;
      if (orEqual ? p <= q || Number.isNaN(q) : p < q || (Number.isNaN(q) && !Number.isNaN(p))) states[row] = TRUE;
    }
  } else {
    for (let row = 0; row < states.length; row++) {
      const p = a.values[row * stepA] as number | bigint;
      const q = b.values[row * stepB] as number | bigint;
      if (orEqual ? p <= q || Number.isNaN(q) : p < q || (Number.isNaN(q) && !Number.isNaN(p))) states[row] = TRUE;
    }
  }
  markUnknown(states, bothValid(a, b));
  return { type: "boolean", states, constant: a.constant && b.constant };
}

function equal(left: Vector, right: Vector): BooleanVector {
  const atMost = order(left, right, true);
  const atLeast = order(right, left, true);
  for (let row = 0; row < atMost.states.length; row++)
    if (atMost.states[row] !== UNKNOWN) atMost.states[row] = (atMost.states[row] as number) & (atLeast.states[row] as number);
  return atMost;
}

/** Both sides as numbers of one order: texts as ranks, conditions as 0 and 1. */
function comparable(left: Vector, right: Vector): [Ordered, Ordered] {
  if (left.type === "string" && right.type === "string") return ranks(left, right);
  return [ordered(left), ordered(right)];
}

function ordered(vector: Vector): Ordered {
  if (vector.type !== "boolean") return vector as Ordered;
  const validity = new Uint8Array((vector.states.length + 7) >> 3);
  for (let row = 0; row < vector.states.length; row++)
    if (vector.states[row] !== UNKNOWN) validity[row >> 3] = (validity[row >> 3] as number) | (1 << (row & 7));
  return {
    type: "number",
    values: Float64Array.from(vector.states),
    validity: vector.constant ? null : validity,
    constant: vector.constant,
  };
}

function ranks(left: StringVector, right: StringVector): [NumberVector, NumberVector] {
  const distinct = [...new Set([...left.dictionary, ...right.dictionary])].sort(compareTexts);
  const rankOf = new Map(distinct.map((text, rank) => [text, rank]));
  const toRanks = ({ codes, dictionary, constant }: StringVector): NumberVector => {
    const rank = Int32Array.from(dictionary, (text) => rankOf.get(text) as number);
    const values = new Float64Array(codes.length);
    const validity = new Uint8Array((codes.length + 7) >> 3);
    for (let row = 0; row < codes.length; row++) {
      const code = codes[row] as number;
      if (code < 0) continue;
      values[row] = rank[code] as number;
      validity[row >> 3] = (validity[row >> 3] as number) | (1 << (row & 7));
    }
    return { type: "number", values, validity: constant ? null : validity, constant };
  };
  return [toRanks(left), toRanks(right)];
}

/** True where the value is one of a list. */
export function isOneOf(vector: Vector, list: readonly LiteralValue[]): BooleanVector {
  switch (vector.type) {
    case "null":
      return { type: "boolean", states: Uint8Array.of(UNKNOWN), constant: true };
    case "string": {
      const wanted = new Set(list);
      return perText(vector, (text) => wanted.has(text));
    }
    case "boolean": {
      const keep = [list.includes(false), list.includes(true)];
      const states = vector.states.map((state) => (state === UNKNOWN ? UNKNOWN : keep[state] ? TRUE : FALSE));
      return { type: "boolean", states, constant: vector.constant };
    }
    case "bigint": {
      const wanted = new Set(
        list.filter((value) => typeof value === "bigint" || Number.isInteger(value)).map((value) => BigInt(value as number)),
      );
      return among(vector, (row) => wanted.has(vector.values[row] as bigint));
    }
    default: {
      const wanted = new Set(list.map((value) => (vector.type === "timestamp" ? parseInstant(value as string) : Number(value))));
      return among(vector, (row) => wanted.has(vector.values[row] as number));
    }
  }
}

function among(vector: Ordered, holds: (row: number) => boolean): BooleanVector {
  const states = new Uint8Array(vector.values.length);
  for (let row = 0; row < states.length; row++) states[row] = holds(row) ? TRUE : FALSE;
  markUnknown(states, vector.validity);
  return { type: "boolean", states, constant: vector.constant };
}

/** A condition on texts, computed once per distinct text. */
export function perText({ codes, dictionary, constant }: StringVector, holds: (text: string) => boolean): BooleanVector {
  const verdict = Uint8Array.from(dictionary, (text) => (holds(text) ? TRUE : FALSE));
  const states = new Uint8Array(codes.length);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] as number;
    states[row] = code < 0 ? UNKNOWN : (verdict[code] as number);
  }
  return { type: "boolean", states, constant };
}
