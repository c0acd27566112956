/** A metric's value as JSON can say it: protobuf spells NaN and the infinities as strings. */
export function wireDouble(value: number, nan = false): number | string {
  if (nan || Number.isNaN(value)) return "NaN";
  if (value === Number.POSITIVE_INFINITY) return "Infinity";
  return value === Number.NEGATIVE_INFINITY ? "-Infinity" : value;
}

/** `{[name]: list}` or, for an empty list, nothing: protobuf leaves empty fields out. */
export function unlessEmpty<T>(name: string, list: readonly T[]): Record<string, readonly T[]> {
  return list.length === 0 ? {} : { [name]: list };
}
