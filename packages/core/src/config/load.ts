import { dirname, resolve } from "node:path";
import { ConfigError, PipelineFile, Secret } from "@mlops/models";
import { registerSecrets } from "../logging/scrub.ts";
import { fitToSchema } from "./fit-schema.ts";
import { layer, readText } from "./layers.ts";
import type { LoadOptions } from "./load-options.ts";
import { type MapNode, type Node, nodeOf, plain } from "./node.ts";
import { Problems } from "./problems.ts";
import { Interpolation, secretsIn } from "./references.ts";
import { addIssues } from "./schema-issues.ts";
import { environmentSecrets, type SecretProvider } from "./secret-provider.ts";
import { rememberSource } from "./source-file.ts";
import { readYaml } from "./yaml-layer.ts";

/** A configuration as far as it goes without its secrets. */
export interface Draft {
  readonly root: MapNode;
  readonly file: string | undefined;
  readonly problems: Problems;
  readonly options: LoadOptions;
  /** `scope/key` of the secrets it refers to. */
  readonly secrets: readonly string[];
}

export interface Loaded {
  readonly value: PipelineFile;
  /** The same with the place of every value that was written somewhere. */
  readonly root: Node;
}

function draft(base: (texts: Map<string, string>, problems: Problems) => MapNode, file: string | undefined, options: LoadOptions): Draft {
  const texts = new Map<string, string>();
  const problems = new Problems(texts);
  const node = base(texts, problems);
  // A file that is no YAML says nothing reliable about its keys.
  if (problems.list.some(({ code }) => code === "CONFIG_SYNTAX")) problems.throwIfAny(file);
  const { root } = layer(node, file, texts, problems, options);
  return { root, file, problems, options, secrets: [...new Set(secretsIn(root))] };
}

/** Reads and merges a pipeline file. */
export function draftOfFile(path: string, options: LoadOptions): Draft {
  const file = resolve(path);
  const read = (texts: Map<string, string>, problems: Problems): MapNode => {
    texts.set(file, readText(file));
    return readYaml(texts.get(file) as string, file, "file", problems);
  };
  return draft(read, file, options);
}

/** The same for a configuration that is an object already. */
export function draftOfDict(config: Readonly<Record<string, unknown>>, options: LoadOptions): Draft {
  return draft(() => nodeOf(config, { layer: "file" }) as MapNode, undefined, options);
}

const provider = ({ options }: Draft): SecretProvider => options.secrets ?? environmentSecrets(options.environ ?? process.env);

const scopeAndKey = (name: string): [string, string] => {
  const slash = name.indexOf("/");
  return [name.slice(0, slash), name.slice(slash + 1)];
};

/** The secrets a draft refers to. */
export async function fetchSecrets(from: Draft): Promise<ReadonlyMap<string, string | undefined>> {
  const source = provider(from);
  const found = from.secrets.map(async (name) => [name, await source.get(...scopeAndKey(name))] as const);
  return new Map(await Promise.all(found));
}

/** The same without waiting. @throws ConfigError where the provider gives promises */
export function fetchSecretsSync(from: Draft): ReadonlyMap<string, string | undefined> {
  const source = provider(from);
  const found = from.secrets.map((name) => {
    const value = source.get(...scopeAndKey(name));
    if (typeof value === "string" || value === undefined) return [name, value] as const;
    throw new ConfigError({ code: "CONFIG_UNRESOLVED", reference: `\${secret:${name}}`, hint: "these secrets need an asynchronous load" });
  });
  return new Map(found);
}

/** Replaces references, checks against the schema, fills in defaults. @throws ConfigError with everything that is wrong */
export function finish({ root, file, problems, options }: Draft, secrets: ReadonlyMap<string, string | undefined>): Loaded {
  for (const value of secrets.values()) if (value !== undefined) registerSecrets(new Secret(value));
  const vars = root.entries.get("var")?.node;
  const sources = {
    vars: vars?.type === "map" ? vars : undefined,
    params: options.params ?? {},
    environ: options.environ ?? process.env,
    secrets,
  };
  const interpolated = new Interpolation(sources, problems).apply(root) as MapNode;
  const folder = file === undefined ? undefined : dirname(file);
  const fitted = fitToSchema(withoutSecretVars(interpolated), PipelineFile, folder, problems) as MapNode;
  const parsed = PipelineFile.safeParse(plain(fitted));
  if (!parsed.success) addIssues(parsed.error.issues, fitted, problems);
  problems.throwIfAny(file);
  const value = parsed.data as PipelineFile;
  registerSecrets(value);
  return { value: file === undefined ? value : rememberSource(value, file), root: fitted };
}

/** Variables may hold secrets, which the fields that use them take; the list of variables itself shows `***`. */
function withoutSecretVars(root: MapNode): MapNode {
  const hide = (node: Node): Node => {
    if (node.type === "scalar") return Secret.isInstance(node.value) ? { ...node, value: "***" } : node;
    if (node.type === "list") return { ...node, items: node.items.map(hide) };
    return { ...node, entries: new Map([...node.entries].map(([key, entry]) => [key, { ...entry, node: hide(entry.node) }])) };
  };
  const entries = [...root.entries].map(([key, entry]) => [key, key === "var" ? { ...entry, node: hide(entry.node) } : entry] as const);
  return { ...root, entries: new Map(entries) };
}
