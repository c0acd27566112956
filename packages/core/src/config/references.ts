import { type Json, Secret } from "@mlops/models";
import type { Entry, MapNode, Node, ScalarNode } from "./node.ts";
import { nodeOf } from "./node.ts";
import { guessScalar } from "./overrides.ts";
import type { Problems } from "./problems.ts";

/** One reference in a text. */
interface Reference {
  readonly source: "var" | "param" | "env" | "secret";
  readonly name: string;
  readonly fallback?: string;
}

type Part = { readonly literal: string } | { readonly reference: Reference; readonly written: string } | { readonly malformed: string };

const TOKEN = /\$\$\{|\$\{([^{}]*)\}|\$\{/g;
const FORMS: readonly [RegExp, (match: RegExpExecArray) => Reference][] = [
  [/^(var|param)\.([\w-]+(?:\.[\w-]+)*)$/, ([, source, name]) => ({ source: source as "var" | "param", name: name as string })],
  [
    /^env:([A-Za-z_]\w*)(?::-(.*))?$/s,
    ([, name, fallback]) => ({ source: "env", name: name as string, ...(fallback === undefined ? {} : { fallback }) }),
  ],
  [/^secret:([^/\s]+\/[^\s]+)$/, ([, name]) => ({ source: "secret", name: name as string })],
];

/** A text taken apart into literals and references; `$${` is a literal `${`. */
export function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  const literal = (value: string): unknown => value !== "" && parts.push({ literal: value });
  for (const match of text.matchAll(TOKEN)) {
    literal(text.slice(from, match.index));
    from = match.index + match[0].length;
    if (match[0] === "$${") literal("${");
    else {
      const [form, build] = FORMS.find(([pattern]) => pattern.test(match[1] ?? "")) ?? [];
      const found = form?.exec(match[1] ?? "");
      parts.push(found && build ? { reference: build(found), written: match[0] } : { malformed: match[0] });
    }
  }
  literal(text.slice(from));
  return parts;
}

/** `scope/key` of every secret that a text somewhere in `node` refers to. */
export function secretsIn(node: Node): string[] {
  if (node.type === "list") return node.items.flatMap(secretsIn);
  if (node.type === "map") return [...node.entries.values()].flatMap((entry) => secretsIn(entry.node));
  if (typeof node.value !== "string") return [];
  return partsOf(node.value).flatMap((part) => ("reference" in part && part.reference.source === "secret" ? [part.reference.name] : []));
}

/** Where references find their values. */
export interface Sources {
  readonly vars: MapNode | undefined;
  readonly params: Readonly<Record<string, Json>>;
  readonly environ: Readonly<Record<string, string | undefined>>;
  readonly secrets: ReadonlyMap<string, string | undefined>;
}

/** Replaces references in the texts of a configuration. */
export class Interpolation {
  readonly #sources: Sources;
  readonly #problems: Problems;

  constructor(sources: Sources, problems: Problems) {
    this.#sources = sources;
    this.#problems = problems;
  }

  /** `node` with every reference replaced. A text that is one whole reference takes the value as it is; `above` are the variables being read. */
  apply(node: Node, path: readonly string[] = [], above: readonly string[] = []): Node {
    if (node.type === "list") return { ...node, items: node.items.map((item, i) => this.apply(item, [...path, String(i)], above)) };
    if (node.type === "map") {
      const entries = [...node.entries].map(([key, entry]): [string, Entry] => [
        key,
        { ...entry, node: this.apply(entry.node, [...path, entry.written], above) },
      ]);
      return { ...node, entries: new Map(entries) };
    }
    return typeof node.value === "string" && node.value.includes("${") ? this.#text(node, node.value, path, above) : node;
  }

  #text(node: ScalarNode, text: string, path: readonly string[], above: readonly string[]): Node {
    const parts = partsOf(text);
    const values: Node[] = [];
    for (const part of parts) {
      if ("literal" in part) values.push({ type: "scalar", origin: node.origin, value: part.literal });
      else if ("malformed" in part)
        this.#fail(node, path, `${part.malformed} is not a reference; write $\${ for a literal`, "CONFIG_INVALID");
      else {
        const value = this.#lookUp(part.reference, part.written, node, path, above);
        if (value !== undefined) values.push(value);
      }
    }
    if (values.length < parts.length) return { ...node, value: "" };
    const [only] = values;
    if (values.length === 1 && only) return only;
    return this.#joined(node, values, path);
  }

  /** Several parts as one text; secret as soon as one part is. */
  #joined(node: ScalarNode, values: readonly Node[], path: readonly string[]): Node {
    let text = "";
    let secret = false;
    for (const value of values) {
      if (value.type !== "scalar") {
        this.#fail(node, path, "a list or map cannot stand inside a text", "CONFIG_INVALID");
        return { ...node, value: "" };
      }
      if (Secret.isInstance(value.value)) {
        secret = true;
        text += value.value.reveal();
      } else text += value.text ?? String(value.value);
    }
    return { type: "scalar", origin: node.origin, value: secret ? new Secret(text) : text };
  }

  #lookUp(reference: Reference, written: string, node: ScalarNode, path: readonly string[], above: readonly string[]): Node | undefined {
    const { origin } = node;
    const { environ, params, secrets, vars } = this.#sources;
    if (reference.source === "env") {
      const set = environ[reference.name];
      // A default stands for an empty variable too, as in a shell.
      const text = reference.fallback !== undefined && (set === undefined || set === "") ? reference.fallback : set;
      if (text !== undefined) return guessScalar(text, origin);
    }
    if (reference.source === "secret") {
      const value = secrets.get(reference.name);
      if (value !== undefined) return { type: "scalar", origin, value: new Secret(value) };
    }
    const keys = reference.name.split(".");
    if (reference.source === "param") {
      const value = keys.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | null | undefined)?.[key], params);
      if (value !== undefined) return nodeOf(value, origin);
    }
    if (reference.source === "var") {
      if (above.includes(reference.name)) {
        this.#fail(node, path, `variables refer to each other in a circle: ${[...above, reference.name].join(" → ")}`, "CONFIG_INVALID");
        return undefined;
      }
      const found = keys.reduce<Node | undefined>((inner, key) => (inner?.type === "map" ? inner.entries.get(key)?.node : undefined), vars);
      if (found !== undefined) return movedTo(this.apply(found, path, [...above, reference.name]), origin);
    }
    this.#fail(node, path, `${written} has no value`, "CONFIG_UNRESOLVED");
    return undefined;
  }

  #fail(node: ScalarNode, path: readonly string[], message: string, code: "CONFIG_INVALID" | "CONFIG_UNRESOLVED"): void {
    this.#problems.add(code, path, message, node.origin);
  }
}

/** A variable's value belongs to the place that uses it. */
function movedTo(node: Node, origin: Node["origin"]): Node {
  if (node.type === "list") return { ...node, origin, items: node.items.map((item) => movedTo(item, origin)) };
  if (node.type === "map")
    return {
      ...node,
      origin,
      entries: new Map([...node.entries].map(([key, entry]) => [key, { ...entry, origin, node: movedTo(entry.node, origin) }])),
    };
  return { ...node, origin };
}
