export type Match = "any" | "all" | "none";

/** Whether the outcomes of several patterns are as wanted. */
export function holds(match: Match, patterns: readonly RegExp[], text: string): boolean {
  if (match === "all") return patterns.every((pattern) => pattern.test(text));
  return patterns.some((pattern) => pattern.test(text)) === (match === "any");
}

/** The SQL condition of the texts for which they are not. */
export function failsSql(match: Match, conditions: readonly string[]): string {
  const joined = conditions.map((one) => `(${one})`).join(match === "all" ? " AND " : " OR ");
  return match === "none" ? joined : `NOT (${joined})`;
}
