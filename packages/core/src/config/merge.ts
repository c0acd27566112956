import type { MapNode, Node } from "./node.ts";

/** `over` laid over `base`: maps merge, everything else replaces, null deletes. */
export function merge(base: MapNode, over: MapNode): MapNode {
  const entries = new Map(base.entries);
  for (const [key, entry] of over.entries) {
    const below = base.entries.get(key)?.node;
    if (isNull(entry.node)) entries.delete(key);
    else
      entries.set(key, {
        ...entry,
        node: below?.type === "map" && entry.node.type === "map" ? merge(below, entry.node) : withoutNulls(entry.node),
      });
  }
  return { ...base, entries };
}

const isNull = (node: Node): boolean => node.type === "scalar" && node.value === null;

/** Where there is nothing below, a null has nothing to delete. */
function withoutNulls(node: Node): Node {
  return node.type === "map" ? merge({ ...node, entries: new Map() }, node) : node;
}
