import type { Node as YamlNode } from "yaml";
import { loadYaml } from "./load-yaml.ts";
import type { Entry, Layer, MapNode, Node, Origin } from "./node.ts";
import type { Problems } from "./problems.ts";

/** Nodes that aliases may unfold to; more is a file made to exhaust memory. */
const MOST_NODES = 100_000;

/** Reads YAML 1.2 with the place of every key and value; what is wrong goes to `problems`. An empty file is an empty map. */
export function readYaml(text: string, file: string, layer: Layer, problems: Problems): MapNode {
  const { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } = loadYaml();
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, uniqueKeys: false, prettyErrors: false });
  const at = (offset: number | undefined): Origin => {
    const { line, col } = counter.linePos(offset ?? 0);
    return { layer, file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const start: MapNode = { type: "map", origin: { layer, file }, entries: new Map() };
  for (const { message, pos } of [...document.errors, ...document.warnings]) problems.add("CONFIG_SYNTAX", [], message, at(pos[0]));
  if (document.errors.length > 0) return start;
  let nodes = 0;

  const convert = (node: YamlNode | null, path: readonly string[], above: readonly YamlNode[], fallback: Origin): Node => {
    const origin = node?.range ? at(node.range[0]) : fallback;
    if (++nodes > MOST_NODES) return { type: "scalar", origin, value: null };
    if (isAlias(node)) {
      const target = node.resolve(document) as YamlNode | undefined;
      if (target !== undefined && !above.includes(target)) return convert(target, path, above, origin);
      problems.add(
        "CONFIG_SYNTAX",
        path,
        target === undefined ? `there is no anchor &${node.source}` : `&${node.source} holds itself`,
        origin,
      );
      return { type: "scalar", origin, value: null };
    }
    if (isMap(node)) return convertMap(node.items as { key: YamlNode | null; value: YamlNode | null }[], path, [...above, node], origin);
    if (isSeq(node)) {
      const items = node.items.map((item, i) => convert(item as YamlNode | null, [...path, String(i)], [...above, node], origin));
      return { type: "list", origin, items };
    }
    if (!isScalar(node)) return { type: "scalar", origin, value: null };
    const value = node.value;
    if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean")
      return { type: "scalar", origin, value };
    return { type: "scalar", origin, value: String(value) };
  };

  const convertMap = (
    items: readonly { key: YamlNode | null; value: YamlNode | null }[],
    path: readonly string[],
    above: readonly YamlNode[],
    origin: Origin,
  ): MapNode => {
    const entries = new Map<string, Entry>();
    for (const { key, value } of items) {
      const keyOrigin = key?.range ? at(key.range[0]) : origin;
      const written = isScalar(key) ? String(key.value) : undefined;
      if (written === undefined) {
        problems.add("CONFIG_SYNTAX", path, "a key must be a plain text", keyOrigin);
        continue;
      }
      const first = entries.get(written);
      const here = [...path, written];
      if (first)
        problems.add("CONFIG_DUPLICATE_KEY", here, `key "${written}" is given twice, first on line ${first.origin.line}`, keyOrigin);
      else entries.set(written, { written, origin: keyOrigin, node: convert(value, here, above, keyOrigin) });
    }
    return { type: "map", origin, entries };
  };

  if (document.contents === null) return start;
  const root = convert(document.contents as YamlNode, [], [], start.origin);
  if (nodes > MOST_NODES) problems.add("CONFIG_SYNTAX", [], "its aliases unfold to too many values", start.origin);
  if (root.type === "map") return root;
  problems.add("CONFIG_SYNTAX", [], "a configuration is a map of keys and values", root.origin);
  return start;
}
