import { camelCase, type Entry, type MapNode, type Node, snakeCase } from "./node.ts";
import type { Problems } from "./problems.ts";
import { type Schema, view } from "./schema-view.ts";

/** Reads a scalar field of a map in either spelling. */
function sampler(node: MapNode): (field: string) => unknown {
  return (field) => {
    const entry = node.entries.get(field) ?? node.entries.get(snakeCase(field));
    return entry?.node.type === "scalar" ? entry.node.value : undefined;
  };
}

/**
 * `node` with the keys of fields in camelCase; keys of the user's own maps stay as written. Unknown keys and one field in two spellings are problems.
 * A field that is null is left out: null means "not set".
 */
export function normaliseKeys(node: Node, schema: Schema, problems: Problems, keepNull: boolean, path: readonly string[] = []): Node {
  if (node.type === "scalar") return node;
  const seen = node.type === "list" ? view(schema, "list") : view(schema, "map", sampler(node));
  if (node.type === "list") {
    if (seen.kind !== "list") return node;
    const items = node.items.map((item, i) => normaliseKeys(item, seen.element, problems, keepNull, [...path, String(i)]));
    return { ...node, items };
  }
  if (seen.kind === "user_map") {
    const entries = [...node.entries].map(([key, entry]) => {
      const value = normaliseKeys(entry.node, seen.value, problems, keepNull, [...path, entry.written]);
      return [key, { ...entry, node: value }] as const;
    });
    return { ...node, entries: new Map(entries) };
  }
  if (seen.kind !== "fields") return node;
  const entries = new Map<string, Entry>();
  for (const entry of node.entries.values()) {
    const field = fieldOf(entry.written, seen.shape);
    const here = [...path, entry.written];
    const fieldSchema = field === undefined ? undefined : seen.shape[field];
    if (field === undefined || fieldSchema === undefined) {
      problems.unknown("key", entry.written, namesLike(entry.written, seen.shape), here, entry.origin);
      continue;
    }
    const other = entries.get(field);
    if (other) {
      problems.add("CONFIG_DUPLICATE_KEY", here, `"${other.written}" and "${entry.written}" are one field; keep one`, entry.origin);
      continue;
    }
    if (entry.node.type === "scalar" && entry.node.value === null && !keepNull) continue;
    entries.set(field, { ...entry, node: normaliseKeys(entry.node, fieldSchema, problems, keepNull, here) });
  }
  return { ...node, entries };
}

/** The field that a key written in snake_case or camelCase names. */
export function fieldOf(written: string, shape: Readonly<Record<string, Schema>>): string | undefined {
  if (Object.hasOwn(shape, written)) return written;
  const camel = camelCase(written);
  return Object.hasOwn(shape, camel) && snakeCase(camel) === written ? camel : undefined;
}

/** The names of the fields in the spelling that `written` uses. */
export function namesLike(written: string, shape: Readonly<Record<string, Schema>>): string[] {
  return Object.keys(shape).map((name) => (/[a-z][A-Z]/.test(written) ? name : snakeCase(name)));
}
