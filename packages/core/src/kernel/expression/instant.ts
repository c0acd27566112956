const PATTERN = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)\s?(Z|[+-]\d{2}:?\d{2})?)?$/i;

/**
 * Milliseconds since 1970 UTC of an ISO-8601 date or instant; without a zone it is UTC. NaN where the text is none.
 * @example parseInstant("1970-01-01 00:00:01") // => 1000
 */
export function parseInstant(text: string): number {
  const match = PATTERN.exec(text);
  if (match === null) return Number.NaN;
  const [, day, time = "00:00", zone = "Z"] = match;
  const milliseconds = Date.parse(`${day}T${time}${/^z$/i.test(zone) ? "Z" : zone.replace(/^(.\d{2}):?/, "$1:")}`);
  // Date.parse rolls 30 February over into March.
  const midnight = new Date(`${day}T00:00Z`);
  return midnight.getTime() && midnight.toISOString().slice(0, 10) !== day ? Number.NaN : milliseconds;
}
