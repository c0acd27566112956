import { nearestName } from "../kernel/table/nearest-name.ts";
import { find, type Node } from "./node.ts";
import type { Problems } from "./problems.ts";

/** What is read of an issue that zod found. */
export interface Issue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
  readonly values?: readonly unknown[];
  readonly errors?: readonly (readonly Issue[])[];
}

/** Of a union's variants the issues of the one that came furthest. */
function flatten(issue: Issue): Issue[] {
  if (issue.code !== "invalid_union" || !issue.errors || issue.errors.length === 0) return [issue];
  const depth = (issues: readonly Issue[]): number =>
    Math.max(...issues.map(({ path, code }) => path.length + (code === "invalid_type" ? 0 : 0.5)));
  const [best] = [...issue.errors].sort((a, b) => depth(b) - depth(a));
  if (!best || depth(best) < 0.5) return [issue];
  return best.flatMap((inner) => flatten({ ...inner, path: [...issue.path, ...inner.path] }));
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** The message in the terms of a configuration file. */
function messageOf({ message, code }: Issue): string {
  if (code === "invalid_type" && message.endsWith("received undefined"))
    return `is required (${lowerFirst(message).replace(/^invalid input: (.*), received undefined$/, "$1")})`;
  return lowerFirst(message);
}

/** Adds what a schema found wrong to `problems`, each at the place where the value was written. */
export function addIssues(issues: readonly Issue[], root: Node, problems: Problems): void {
  for (const issue of issues.flatMap(flatten)) {
    const { node, entry, exact, written } = find(root, issue.path);
    if (issue.code === "unrecognized_keys") {
      for (const key of issue.keys ?? [])
        problems.unknown("key", key, [], [...written, key], find(root, [...issue.path, key]).entry?.origin ?? node.origin);
      continue;
    }
    const value = exact && node.type === "scalar" ? node.value : undefined;
    const suggestion = typeof value === "string" ? nearestName(value, (issue.values ?? []).map(String)) : undefined;
    const guess = suggestion === undefined ? "" : `; did you mean "${suggestion}"?`;
    const origin = node.origin.line === undefined && entry ? entry.origin : node.origin;
    problems.add("CONFIG_INVALID", written, messageOf(issue) + guess, exact ? origin : (entry?.origin ?? origin), suggestion);
  }
}
