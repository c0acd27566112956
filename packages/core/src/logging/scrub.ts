import { Secret } from "@mlops/models";

/** Shorter values would blank out ordinary words; they are hidden as `Secret`s only. */
const SHORTEST = 4;

const known = new Set<string>();
let longestFirst: readonly string[] = [];

/** Makes `secret`'s value print as `***` in log lines, journals and results, also inside longer texts, JSON-escaped or URL-encoded. */
export function registerSecret(secret: Secret): void {
  const value = secret.reveal();
  if (value.length < SHORTEST || known.has(value)) return;
  for (const form of [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value)]) known.add(form);
  longestFirst = [...known].sort((a, b) => b.length - a.length);
}

/** Registers every `Secret` inside `value`. */
export function registerSecrets(value: unknown): void {
  if (Secret.isInstance(value)) registerSecret(value);
  else if (Array.isArray(value)) for (const item of value) registerSecrets(item);
  else if (typeof value === "object" && value !== null) for (const item of Object.values(value)) registerSecrets(item);
}

function scrubText(text: string): string {
  let result = text;
  for (const secret of longestFirst) if (result.includes(secret)) result = result.replaceAll(secret, "***");
  return result;
}

/** `value` with every registered secret replaced by `***`, in texts and keys at any depth; `value` itself is not changed. */
export function scrub<T>(value: T): T {
  if (longestFirst.length === 0) return value;
  if (typeof value === "string") return scrubText(value) as T;
  if (Array.isArray(value)) return value.map(scrub) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [scrubText(key), scrub(item)])) as T;
}
