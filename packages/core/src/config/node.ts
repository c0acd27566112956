import { Secret } from "@mlops/models";

/** Which layer a value comes from; a later one wins. */
export type Layer = "default" | "file" | "environment" | "environment_file" | "variable" | "set";

/** Where a value was written. */
export interface Origin {
  readonly layer: Layer;
  readonly file?: string;
  /** Counted from 1, like `column`. */
  readonly line?: number;
  readonly column?: number;
  /** Name of the variable, or the option as given, where there is no file. */
  readonly name?: string;
}

export interface Entry {
  /** The key as written. */
  readonly written: string;
  readonly origin: Origin;
  readonly node: Node;
}

export interface MapNode {
  readonly type: "map";
  readonly origin: Origin;
  /** By the key that the configuration uses: camelCase for fields, as written for keys of the user's own. */
  readonly entries: Map<string, Entry>;
}

export interface ListNode {
  readonly type: "list";
  readonly origin: Origin;
  readonly items: readonly Node[];
}

export interface ScalarNode {
  readonly type: "scalar";
  readonly origin: Origin;
  readonly value: string | number | boolean | null | Secret;
  /** The text that `value` was guessed from, where a field of type text should take the text itself. */
  readonly text?: string;
}

/** A configuration value that knows where it was written. */
export type Node = MapNode | ListNode | ScalarNode;

/** `file:line:column`, or the name of the variable or option. */
export function originText({ file, line, column, name }: Origin): string {
  if (file === undefined) return name ?? "";
  return line === undefined ? file : `${file}:${line}:${column ?? 1}`;
}

/** The value without its places. */
export function plain(node: Node): unknown {
  if (node.type === "scalar") return node.value;
  if (node.type === "list") return node.items.map(plain);
  return Object.fromEntries([...node.entries].map(([key, entry]) => [key, plain(entry.node)]));
}

/** A node of plain JSON, all of it from one place. */
export function nodeOf(value: unknown, origin: Origin): Node {
  if (Array.isArray(value)) return { type: "list", origin, items: value.map((item) => nodeOf(item, origin)) };
  if (typeof value === "object" && value !== null && !Secret.isInstance(value)) {
    const defined = Object.entries(value).filter(([, inner]) => inner !== undefined);
    return {
      type: "map",
      origin,
      entries: new Map(defined.map(([key, inner]) => [key, { written: key, origin, node: nodeOf(inner, origin) }])),
    };
  }
  return { type: "scalar", origin, value: value as ScalarNode["value"] };
}

export interface Found {
  /** The node at the path, or the nearest one above that is there. */
  readonly node: Node;
  /** The key that leads to `node`, in a map. */
  readonly entry: Entry | undefined;
  readonly exact: boolean;
  /** The path with keys as written. */
  readonly written: readonly string[];
}

/** Follows `path` as far as it goes. */
export function find(root: Node, path: readonly PropertyKey[]): Found {
  let node = root;
  let entry: Entry | undefined;
  const written: string[] = [];
  for (const [depth, key] of path.entries()) {
    const next: Entry | Node | undefined =
      node.type === "map" ? node.entries.get(String(key)) : node.type === "list" ? node.items[Number(key)] : undefined;
    if (next === undefined)
      return { node, entry, exact: false, written: [...written, ...path.slice(depth).map((rest) => snakeCase(String(rest)))] };
    entry = "node" in next ? next : undefined;
    node = "node" in next ? next.node : next;
    written.push(entry?.written ?? String(key));
  }
  return { node, entry, exact: true, written };
}

export const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
export const camelCase = (name: string): string => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
