import { invalid } from "./api-error.ts";

/** A request's fields: its JSON body, or for GET its query. Unknown fields are ignored, as MLflow does. */
export type Fields = Readonly<Record<string, unknown>>;

export interface KeyValue {
  readonly key: string;
  readonly value: string;
}

function typed(name: string, value: unknown, expected: string): never {
  throw invalid(`${name} must be ${expected}, not ${Array.isArray(value) ? "a list" : typeof value}`);
}

/** An absent or null field is undefined. */
export function optionalString(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? value : typed(name, value, "a string");
}

/** The empty string counts as missing. */
export function requiredString(fields: Fields, name: string, where = name): string {
  const value = fields[name];
  if (value === undefined || value === null || value === "") throw invalid(`${where} is missing`);
  return typeof value === "string" ? value : typed(where, value, "a string");
}

/** An integer, also spelled as a string: protobuf writes 64-bit integers that way. */
export function optionalInteger(fields: Fields, name: string, where = name): number | undefined {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  const number = typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : value;
  if (typeof number !== "number" || !Number.isInteger(number)) return typed(where, value, "an integer");
  if (!Number.isSafeInteger(number)) throw invalid(`${where} is beyond 2^53`);
  return number;
}

export function requiredInteger(fields: Fields, name: string, where = name): number {
  const value = optionalInteger(fields, name, where);
  if (value === undefined) throw invalid(`${where} is missing`);
  return value;
}

/** A double; `NaN`, `Infinity` and `-Infinity` come as strings. */
export function requiredDouble(fields: Fields, name: string, where: string): number {
  const value = fields[name];
  if (value === undefined || value === null || value === "") throw invalid(`${where} is missing`);
  if (typeof value === "number") return value;
  if (value === "NaN") return Number.NaN;
  const number = typeof value === "string" ? Number(value) : Number.NaN;
  return Number.isNaN(number) ? typed(where, value, "a number") : number;
}

export function listOf(fields: Fields, name: string): readonly Fields[] {
  const value = fields[name];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return typed(name, value, "a list");
  return value.map((one, i) => (typeof one === "object" && one !== null ? (one as Fields) : typed(`${name}[${i}]`, one, "an object")));
}

/** In a query one value stands for a list of one. */
export function stringsOf(fields: Fields, name: string): readonly string[] {
  const value = fields[name];
  if (value === undefined || value === null) return [];
  const list = typeof value === "string" ? [value] : value;
  if (!Array.isArray(list)) return typed(name, value, "a list of strings");
  return list.map((one) => (typeof one === "string" ? one : typed(name, one, "a list of strings")));
}

/** `[{key, value}]`; a missing value is the empty string. */
export function keyValues(fields: Fields, name: string): readonly KeyValue[] {
  return listOf(fields, name).map((one, i) => ({
    key: requiredString(one, "key", `${name}[${i}].key`),
    value: optionalString(one, "value") ?? "",
  }));
}
