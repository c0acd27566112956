import { accepts, type Definition, definitionOf, type FieldSchema } from "./zod-schema.ts";

/** A field of a row schema, taken apart. */
export interface FieldCheck {
  readonly schema: FieldSchema;
  /** A missing value is allowed. */
  readonly optional: boolean;
  /** The bounds of a number, or of an instant in milliseconds; undefined where the field is no such thing, or more is asked than bounds can tell. */
  readonly bounds: Bounds | undefined;
}

export interface Bounds {
  readonly kind: "number" | "date";
  readonly low: number;
  readonly high: number;
  readonly strictLow: boolean;
  readonly strictHigh: boolean;
  readonly whole: boolean;
}

const WRAPPERS: ReadonlySet<string> = new Set(["optional", "nullable", "readonly"]);

/** The schema inside optional, nullable and readonly. */
function unwrap(schema: FieldSchema): FieldSchema {
  let inner = schema;
  for (let { type, innerType } = definitionOf(inner); type !== undefined && WRAPPERS.has(type) && innerType !== undefined; ) {
    inner = innerType;
    ({ type, innerType } = definitionOf(inner));
  }
  return inner;
}

const FORMATS: Readonly<Record<string, readonly [number, number]>> = {
  safeint: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  int32: [-2147483648, 2147483647],
  uint32: [0, 4294967295],
};

/** The bounds that a number or date schema asks for; undefined where it asks for anything else. */
function boundsOf(schema: FieldSchema): Bounds | undefined {
  const definition = definitionOf(schema);
  if ((definition.type !== "number" && definition.type !== "date") || definition.coerce === true) return undefined;
  const kind = definition.type;
  let bounds: Bounds = {
    kind,
    low: kind === "number" ? -Number.MAX_VALUE : Number.NEGATIVE_INFINITY, // zod's numbers are finite
    high: kind === "number" ? Number.MAX_VALUE : Number.POSITIVE_INFINITY,
    strictLow: false,
    strictHigh: false,
    whole: false,
  };
  const own = definition.check === undefined ? [] : [definition]; // z.int() is its own check
  for (const one of [...own, ...(definition.checks ?? []).map((check) => check._zod.def)]) {
    const next = narrowed(bounds, one);
    if (next === undefined) return undefined;
    bounds = next;
  }
  return bounds;
}

function narrowed(bounds: Bounds, { check, value, inclusive = true, format }: Definition): Bounds | undefined {
  if (check === "number_format") {
    if (format === "float64") return bounds;
    const limits = FORMATS[format as string];
    if (limits === undefined) return undefined;
    const { low, high } = bounds;
    const [least, most] = limits;
    return {
      ...bounds,
      whole: true,
      ...(least > low ? { low: least, strictLow: false } : {}),
      ...(most < high ? { high: most, strictHigh: false } : {}),
    };
  }
  const limit = value instanceof Date ? value.getTime() : value;
  if (typeof limit !== "number") return undefined;
  if (check === "greater_than") {
    if (limit < bounds.low || (limit === bounds.low && inclusive)) return bounds;
    return { ...bounds, low: limit, strictLow: !inclusive };
  }
  if (check !== "less_than") return undefined;
  if (limit > bounds.high || (limit === bounds.high && inclusive)) return bounds;
  return { ...bounds, high: limit, strictHigh: !inclusive };
}

export function fieldCheck(schema: FieldSchema): FieldCheck {
  return { schema, optional: accepts(schema, undefined) || accepts(schema, null), bounds: boundsOf(unwrap(schema)) };
}
