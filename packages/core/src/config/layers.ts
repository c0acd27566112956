import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ConfigError, PipelineFile } from "@mlops/models";
import { normaliseKeys } from "./keys.ts";
import type { LoadOptions } from "./load-options.ts";
import { merge } from "./merge.ts";
import { type MapNode, type Node, nodeOf, type Origin, plain } from "./node.ts";
import { applyOverride, type Override, setOverrides, variableOverrides } from "./overrides.ts";
import { Problems } from "./problems.ts";
import { Interpolation } from "./references.ts";
import type { Schema } from "./schema-view.ts";
import { readYaml } from "./yaml-layer.ts";

/** A configuration with all its layers merged, references still in place. */
export interface Layered {
  readonly root: MapNode;
  readonly problems: Problems;
}

/** What a layer over the file may hold. */
const { environments: _, ...layerShape } = PipelineFile.shape;
const LAYER: Schema = { _zod: { def: { type: "object", shape: layerShape } } };

/** The text of a file. @throws ConfigError `CONFIG_FILE_UNREADABLE` */
export function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new ConfigError({ code: "CONFIG_FILE_UNREADABLE", file, detail: (cause as Error).message, cause });
  }
}

/** `config/<name>.yaml` beside a pipeline file, by the name of the environment. */
function environmentFiles(file: string): ReadonlyMap<string, string> {
  const folder = join(dirname(file), "config");
  try {
    return new Map(
      readdirSync(folder).flatMap((name) => (/\.ya?ml$/.test(name) ? [[name.replace(/\.ya?ml$/, ""), join(folder, name)] as const] : [])),
    );
  } catch {
    return new Map();
  }
}

function child(node: MapNode, key: string): MapNode | undefined {
  const inner = node.entries.get(key)?.node;
  return inner?.type === "map" ? inner : undefined;
}

interface Chosen {
  readonly name: string;
  readonly origin: Origin;
  /** Asked for by an option or variable: then it must exist. */
  readonly explicit: boolean;
}

/** Which environment applies: the option, else what `--set`, the variable or the file say. */
function chooseEnvironment(base: MapNode, overrides: readonly Override[], options: LoadOptions, problems: Problems): Chosen {
  if (options.env !== undefined) return { name: options.env, origin: { layer: "set", name: "env" }, explicit: true };
  const override = overrides.findLast(({ path }) => path.length === 1 && path[0] === "environment");
  if (override)
    return { name: String("json" in override.value ? override.value.json : override.value.text), origin: override.origin, explicit: true };
  const node = base.entries.get("environment")?.node;
  if (node === undefined) return { name: "development", origin: base.origin, explicit: false };
  const sources = { vars: child(base, "var"), params: options.params ?? {}, environ: options.environ ?? process.env, secrets: new Map() };
  const value = plain(new Interpolation(sources, new Problems(new Map())).apply(node));
  const there = child(base, "environments") !== undefined;
  return {
    name: String(value),
    origin: node.origin,
    explicit: there && value !== "development" && value !== "" && problems.list.length === 0,
  };
}

/**
 * Merges the layers: the file, its `environments.<env>`, `config/<env>.yaml` beside it, variables, `--set`. `texts` gets the text of each file read.
 */
export function layer(
  base: MapNode,
  file: string | undefined,
  texts: Map<string, string>,
  problems: Problems,
  options: LoadOptions,
): Layered {
  const own = normaliseKeys(base, PipelineFile, problems, false) as MapNode;
  const overrides = [...variableOverrides(options.environ ?? process.env), ...setOverrides(options.set ?? [], problems)];
  const files = file === undefined ? new Map<string, string>() : environmentFiles(file);
  const environments = child(own, "environments");
  const chosen = chooseEnvironment(own, overrides, options, problems);
  let root = own;

  const section = environments && child(environments, chosen.name);
  if (section) {
    const path = ["environments", chosen.name];
    root = merge(root, marked(normaliseKeys(section, LAYER, problems, true, path)) as MapNode);
  }
  const beside = files.get(chosen.name);
  if (beside !== undefined) {
    texts.set(beside, readText(beside));
    const node = readYaml(texts.get(beside) as string, beside, "environment_file", problems);
    root = merge(root, normaliseKeys(node, LAYER, problems, true) as MapNode);
  }
  if (chosen.explicit && !section && beside === undefined && chosen.name !== "development") {
    const available = [...new Set([...(environments?.entries.keys() ?? []), ...files.keys()])].sort();
    problems.unknown("environment", chosen.name, available, ["environment"], chosen.origin);
  }
  if (options.env !== undefined)
    root = applyOverride(
      root,
      LAYER,
      { path: ["environment"], origin: chosen.origin, value: { json: options.env }, anyCase: false },
      problems,
    );
  for (const override of overrides) root = applyOverride(root, LAYER, override, problems);
  if (options.vars !== undefined) {
    const vars = nodeOf({ var: options.vars }, { layer: "set", name: "vars" }) as MapNode;
    root = merge(root, vars);
  }
  const entries = new Map([...root.entries].filter(([key]) => key !== "environments"));
  return { root: { ...root, entries }, problems };
}

/** The same values, marked as the environment's. */
function marked(node: Node): Node {
  const origin: Origin = { ...node.origin, layer: "environment" };
  if (node.type === "scalar") return { ...node, origin };
  if (node.type === "list") return { ...node, origin, items: node.items.map(marked) };
  const entries = [...node.entries].map(
    ([key, entry]) => [key, { ...entry, origin: { ...entry.origin, layer: "environment" as const }, node: marked(entry.node) }] as const,
  );
  return { ...node, origin, entries: new Map(entries) };
}
