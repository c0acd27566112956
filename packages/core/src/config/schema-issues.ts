import { nearestName } from "../kernel/table/nearest-name.ts";
import { find, type Node } from "./node.ts";
import type { Problems } from "./problems.ts";

/** What is read of an issue that zod found. */
export interface Issue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[] | undefined;
  readonly values?: readonly unknown[] | undefined;
  readonly errors?: readonly (readonly Issue[])[] | undefined;
  readonly discriminator?: string | undefined;
  readonly options?: readonly unknown[] | undefined;
}

const isOnTag = ({ path }: Issue): boolean => path.length === 1 && (path[0] === "type" || path[0] === "kind");

/** How likely a variant of a union is the one that was meant: least where its tag is another one, more the deeper its issues are. */
function likelihood(issues: readonly Issue[]): number {
  const tag = issues.find(isOnTag);
  if (tag) return tag.options ? -1 : -2;
  return Math.max(0, ...issues.map(({ path }) => path.length));
}

/** An issue of a union as those of the variant that was meant; as one issue with all messages where none says more than "another type". */
function flatten(issue: Issue): Issue[] {
  const { errors = [], path } = issue;
  if (issue.code !== "invalid_union" || errors.length === 0) return [issue];
  const [best] = errors.toSorted((a, b) => likelihood(b) - likelihood(a));
  if (best && likelihood(best) !== 0) return best.flatMap((inner) => flatten({ ...inner, path: [...path, ...inner.path] }));
  const messages = errors
    .flat()
    .flatMap(flatten)
    .map(({ message, values }) => ({ message, values }));
  const values = messages.flatMap((inner) => inner.values ?? []);
  return [
    {
      path,
      message: [...new Set(messages.map(({ message }) => lowerFirst(message)))].join(", or "),
      ...(values.length > 0 ? { values } : {}),
    },
  ];
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** The message in the terms of a configuration file. */
function messageOf({ message, discriminator, options = [] }: Issue, value: unknown): string {
  if (discriminator !== undefined)
    return value === undefined
      ? `is required (one of ${options.join(", ")})`
      : `unknown ${discriminator} "${value}"; there are ${options.join(", ")}`;
  const missing = /^invalid input: (.*), received undefined$/i.exec(message)?.[1];
  return missing === undefined ? lowerFirst(message) : `is required (${missing})`;
}

/** Adds what a schema found wrong to `problems`, each at the place where the value was written. */
export function addIssues(issues: readonly Issue[], root: Node, problems: Problems): void {
  for (const issue of issues.flatMap(flatten)) {
    const { node, entry, exact, written } = find(root, issue.path);
    const origin = (exact && node.origin.line !== undefined) || entry === undefined ? node.origin : entry.origin;
    if (issue.code === "unrecognized_keys") {
      for (const key of issue.keys ?? [])
        problems.unknown("key", key, [], [...written, key], find(root, [...issue.path, key]).entry?.origin ?? origin);
      continue;
    }
    const value = exact && node.type === "scalar" ? node.value : undefined;
    const suggestion = typeof value === "string" ? nearestName(value, (issue.values ?? issue.options ?? []).map(String)) : undefined;
    const guess = suggestion === undefined ? "" : `; did you mean "${suggestion}"?`;
    problems.add("CONFIG_INVALID", written, messageOf(issue, value) + guess, origin, suggestion);
  }
}
