import { fieldOf, namesLike, normaliseKeys } from "./keys.ts";
import { loadYaml } from "./load-yaml.ts";
import { merge } from "./merge.ts";
import { type Entry, type MapNode, type Node, nodeOf, type Origin, type ScalarNode } from "./node.ts";
import type { Problems } from "./problems.ts";
import { accepts, type Schema, view } from "./schema-view.ts";

/** One value from outside the files: where it goes, what it is. */
export interface Override {
  readonly path: readonly string[];
  readonly origin: Origin;
  /** A text is read as YAML, unless the field takes texts only. */
  readonly value: { readonly text: string } | { readonly json: unknown };
  /** Variables are written in upper case: their names match without regard to it. */
  readonly anyCase: boolean;
}

const PREFIX = "MLOPS__";

/** The overrides that environment variables of the form `MLOPS__A__B` make, in the order of their names. */
export function variableOverrides(environ: Readonly<Record<string, string | undefined>>): Override[] {
  return Object.keys(environ)
    .filter((name) => name.startsWith(PREFIX) && environ[name] !== undefined)
    .sort()
    .map((name) => ({
      path: name.slice(PREFIX.length).toLowerCase().split("__"),
      origin: { layer: "variable", name },
      value: { text: environ[name] as string },
      anyCase: true,
    }));
}

/** The overrides of `--set a.b=c`, given as texts or as a record; a dot inside a key is written `\.`. */
export function setOverrides(set: readonly string[] | Readonly<Record<string, unknown>>, problems: Problems): Override[] {
  const split = (path: string): string[] => path.split(/(?<!\\)\./).map((part) => part.replaceAll("\\.", "."));
  if (!Array.isArray(set))
    return Object.entries(set).map(([path, json]) => ({
      path: split(path),
      origin: { layer: "set", name: `set ${path}` },
      value: { json },
      anyCase: false,
    }));
  const overrides: Override[] = [];
  for (const item of set as readonly string[]) {
    const origin: Origin = { layer: "set", name: `--set ${item}` };
    const equals = item.indexOf("=");
    if (equals <= 0) problems.add("CONFIG_INVALID", [], `write --set key.key=value, not ${item}`, { layer: "set" });
    else overrides.push({ path: split(item.slice(0, equals)), origin, value: { text: item.slice(equals + 1) }, anyCase: false });
  }
  return overrides;
}

/** The value of a text: YAML's, unless the field takes texts only or the text is no YAML. */
export function guessScalar(text: string, origin: Origin): Node {
  try {
    const value: unknown = loadYaml().parse(text, { logLevel: "error" });
    if (value === null || typeof value === "object") return nodeOf(text.trim() === "" ? "" : value, origin);
    return { type: "scalar", origin, value: value as ScalarNode["value"], text };
  } catch {
    return { type: "scalar", origin, value: text };
  }
}

/** What deletes a field that takes texts, as it deletes any other. */
const DELETES: ReadonlySet<string> = new Set(["null", "~"]);

const takesTextsOnly = (schema: Schema): boolean =>
  accepts(schema, "") && ![0, true, {}].some((value) => accepts(schema, value)) && view(schema, "map").kind === "other";

function valueNode({ value, origin }: Override, schema: Schema, problems: Problems, path: readonly string[]): Node {
  if ("json" in value) return normaliseKeys(nodeOf(value.json, origin), schema, problems, true, path);
  if (takesTextsOnly(schema)) return { type: "scalar", origin, value: DELETES.has(value.text) ? null : value.text };
  return normaliseKeys(guessScalar(value.text, origin), schema, problems, true, path);
}

interface Step {
  readonly key: string;
  readonly schema: Schema | undefined;
}

/** The key that one part of a path means in `node`, and the schema below it; undefined, with a problem, where there is none. */
function step(
  part: string,
  node: Node | undefined,
  schema: Schema | undefined,
  override: Override,
  problems: Problems,
  path: readonly string[],
): Step | undefined {
  const sample = (field: string): unknown => {
    const found = node?.type === "map" ? node.entries.get(field)?.node : undefined;
    return found?.type === "scalar" ? found.value : undefined;
  };
  const seen = schema === undefined ? { kind: "other" as const } : view(schema, node?.type === "list" ? "list" : "map", sample);
  if (seen.kind === "fields") {
    const field =
      fieldOf(part, seen.shape) ??
      (override.anyCase ? Object.keys(seen.shape).find((name) => name.toLowerCase() === part.replaceAll("_", "")) : undefined);
    if (field !== undefined) return { key: field, schema: seen.shape[field] };
    problems.unknown("key", part, namesLike(part, seen.shape), path, override.origin);
    return undefined;
  }
  if (node?.type === "list") {
    if (/^\d+$/.test(part) && Number(part) < node.items.length)
      return { key: part, schema: seen.kind === "list" ? seen.element : undefined };
    problems.add("CONFIG_UNKNOWN_KEY", path, `the list has ${node.items.length} entries, "${part}" is not one of them`, override.origin);
    return undefined;
  }
  const written = override.anyCase && node?.type === "map" ? [...node.entries.keys()].find((key) => key.toLowerCase() === part) : undefined;
  return { key: written ?? part, schema: seen.kind === "user_map" ? seen.value : undefined };
}

const ANYTHING: Schema = { _zod: { def: { type: "any" } } };

function place(node: Node | undefined, schema: Schema | undefined, depth: number, override: Override, problems: Problems): Node {
  const { path, origin } = override;
  if (depth === path.length) return valueNode(override, schema ?? ANYTHING, problems, path);
  const taken = step(path[depth] as string, node, schema, override, problems, path.slice(0, depth + 1));
  if (taken === undefined) return node ?? { type: "map", origin, entries: new Map() };
  const { key } = taken;
  if (node?.type === "list") {
    const items = node.items.map((item, i) => (String(i) === key ? place(item, taken.schema, depth + 1, override, problems) : item));
    return { ...node, items };
  }
  const base: MapNode = node?.type === "map" ? node : { type: "map", origin, entries: new Map() };
  const below = base.entries.get(key);
  const value = place(below?.node, taken.schema, depth + 1, override, problems);
  const entry: Entry = { written: below?.written ?? (path[depth] as string), origin, node: value };
  if (depth < path.length - 1) return { ...base, entries: new Map([...base.entries, [key, entry]]) };
  return merge(base, { type: "map", origin, entries: new Map([[key, entry]]) });
}

/** `root` with one value set, merged or (null) deleted. */
export function applyOverride(root: MapNode, schema: Schema, override: Override, problems: Problems): MapNode {
  return place(root, schema, 0, override, problems) as MapNode;
}
