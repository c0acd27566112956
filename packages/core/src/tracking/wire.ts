import { TrackingError } from "@mlops/models/errors";

/** A JSON object as it travels: names in snake_case, nothing known about its values. */
export type WireObject = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is WireObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function malformed(name: string): TrackingError {
  return new TrackingError({ code: "TRACKING_RESPONSE", url: "the tracking server", detail: `"${name}" is missing in its answer` });
}

/** A nested object that must be there. */
export function objectAt(body: WireObject, name: string): WireObject {
  const value = body[name];
  if (!isRecord(value)) throw malformed(name);
  return value;
}

/** A list of objects; absent means empty. */
export function listAt(body: WireObject, name: string): readonly WireObject[] {
  const value = body[name];
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** A text that must be there; numbers (ids of some servers) become text. */
export function textAt(body: WireObject, name: string): string {
  const value = optionalTextAt(body, name);
  if (value === undefined) throw malformed(name);
  return value;
}

/** A text that may be absent; the empty string counts as absent. */
export function optionalTextAt(body: WireObject, name: string): string | undefined {
  const value = body[name];
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A number, which protobuf may write as text. */
export function optionalNumberAt(body: WireObject, name: string): number | undefined {
  const value = body[name];
  if (typeof value === "number") return value;
  return typeof value === "string" && value !== "" ? Number(value) : undefined;
}

export function timeAt(body: WireObject, name: string): string | undefined {
  const value = optionalNumberAt(body, name);
  return value === undefined ? undefined : new Date(value).toISOString();
}

/** Tag by which a created thing is found again when the answer to its creation got lost. Readers leave it out. */
export const REQUEST_TAG = "mlops.request";

/** `[{key, value}]` as a record; a missing value is the empty string. */
export function recordAt(body: WireObject, name: string): Record<string, string> {
  const pairs = listAt(body, name).map((one): [string, string] => [textAt(one, "key"), optionalTextAt(one, "value") ?? ""]);
  return Object.fromEntries(pairs.filter(([key]) => key !== REQUEST_TAG));
}

/** A record as `[{key, value}]`. */
export function keyValueList(record: Readonly<Record<string, string>>): { key: string; value: string }[] {
  return Object.entries(record).map(([key, value]) => ({ key, value }));
}

/** Drops undefined properties. */
export function defined<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
