import type { Json } from "@mlops/models";
import { MLOpsError } from "@mlops/models/errors";

function ofNumber(value: number): Json {
  return Number.isFinite(value) ? value : null;
}

function convert(value: unknown, above: readonly object[]): Json | undefined {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return ofNumber(value);
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object") return undefined;
  if (above.includes(value)) return "[circular]";
  const path = [...above, value];
  const item = (inner: unknown): Json => convert(inner, path) ?? null;
  if (value instanceof Error && !MLOpsError.isInstance(value)) return { name: value.name, message: value.message };
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === "function") return convert((toJSON as () => unknown).call(value), path);
  if (Array.isArray(value)) return value.map(item);
  if (ArrayBuffer.isView(value)) return value instanceof DataView ? null : Array.from(value as unknown as ArrayLike<unknown>, item);
  if (value instanceof Set) return [...value].map(item);
  const entries = value instanceof Map ? [...value].map(([key, inner]) => [String(key), inner] as const) : Object.entries(value);
  const result: Record<string, Json> = {};
  for (const [key, inner] of entries) {
    const converted = convert(inner, path);
    if (converted !== undefined) result[key] = converted;
  }
  return result;
}

/**
 * `value` as JSON: dates as ISO text, bigints as digits, NaN and infinities as null, secrets as `***`, functions and undefined left out.
 * @example toJson({ a: NaN, b: 1n, c: undefined }) // => { a: null, b: "1" }
 */
export function toJson(value: unknown): Json {
  return convert(value, []) ?? null;
}
