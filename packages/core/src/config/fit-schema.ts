import { isAbsolute, resolve } from "node:path";
import { BatchConfig, DataConfig, DataSource, Secret } from "@mlops/models";
import type { Node } from "./node.ts";
import type { Problems } from "./problems.ts";
import { accepts, type Schema, sameSchema, view } from "./schema-view.ts";

const isUrl = (text: string): boolean => /^[a-z][a-z0-9+.-]+:\/\//i.test(text);

/** Fields that name a file to write, by the section they are in. */
const WRITTEN: readonly Schema[] = [DataConfig.shape.output, BatchConfig.shape.output];

function absolute(node: Node, folder: string): Node {
  if (node.type !== "scalar" || typeof node.value !== "string" || node.value === "" || isUrl(node.value) || isAbsolute(node.value))
    return node;
  return { ...node, value: resolve(folder, node.value) };
}

/**
 * The last touches before the schema judges: a text that was read as a number or boolean is the text again where the field takes texts only; paths of
 * data sources and output files are made absolute from `folder`; a secret outside a secret field is a problem.
 */
export function fitToSchema(
  node: Node,
  schema: Schema,
  folder: string | undefined,
  problems: Problems,
  path: readonly string[] = [],
): Node {
  if (node.type === "scalar") {
    if (Secret.isInstance(node.value) && !accepts(schema, node.value)) {
      problems.add("CONFIG_INVALID", path, "a secret cannot stand here: only secret fields keep it hidden", node.origin);
      return { ...node, value: "***" };
    }
    const value = node.text !== undefined && !accepts(schema, node.value) && accepts(schema, node.text) ? node.text : node.value;
    const fitted: Node = value === node.value ? node : { ...node, value };
    const isPath = sameSchema(schema, DataSource) || WRITTEN.some((field) => schema._zod.def === field._zod.def);
    return isPath && folder !== undefined ? absolute(fitted, folder) : fitted;
  }
  if (node.type === "list") {
    const seen = view(schema, "list");
    const element: Schema = seen.kind === "list" ? seen.element : ANYTHING;
    return { ...node, items: node.items.map((item, i) => fitToSchema(item, element, folder, problems, [...path, String(i)])) };
  }
  const seen = view(schema, "map", (field) => {
    const inner = node.entries.get(field)?.node;
    return inner?.type === "scalar" ? inner.value : undefined;
  });
  const isSource = sameSchema(schema, DataSource);
  const entries = [...node.entries].map(([key, entry]) => {
    const inner = seen.kind === "fields" ? seen.shape[key] : seen.kind === "user_map" ? seen.value : undefined;
    const fitted = fitToSchema(entry.node, inner ?? ANYTHING, folder, problems, [...path, entry.written]);
    return [key, { ...entry, node: isSource && key === "path" && folder !== undefined ? absolute(fitted, folder) : fitted }] as const;
  });
  return { ...node, entries: new Map(entries) };
}

/** A value below which the schema knows nothing. */
const ANYTHING: Schema = { _zod: { def: { type: "json" } } };
