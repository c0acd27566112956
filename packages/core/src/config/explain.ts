import type { Json } from "@mlops/models";
import { Secret } from "@mlops/models";
import { scrub } from "../logging/scrub.ts";
import { toJson } from "../pipeline/json-safe.ts";
import type { Loaded } from "./load.ts";
import { find, type Layer, originText } from "./node.ts";

/** One effective value and where it comes from. */
export interface ExplainedValue {
  /** Keys as written, snake_case for defaults, joined by dots. */
  readonly key: string;
  /** Secrets are `***`. */
  readonly value: Json;
  readonly layer: Layer;
  /** `file:line:column`, or the variable or option; absent for a default. */
  readonly where?: string;
}

const isLeaf = (value: unknown): boolean => {
  if (typeof value !== "object" || value === null || Secret.isInstance(value)) return true;
  if (Array.isArray(value)) return value.every((item) => typeof item !== "object" || item === null);
  return Object.keys(value).length === 0;
};

/** Every effective value of a loaded configuration, defaults included, in the order of the schema. */
export function explainLoaded({ value, root }: Loaded): ExplainedValue[] {
  const result: ExplainedValue[] = [];
  const walk = (inner: unknown, path: readonly PropertyKey[]): void => {
    if (!isLeaf(inner)) {
      for (const [key, below] of Object.entries(inner as object)) walk(below, [...path, key]);
      return;
    }
    const { node, entry, exact, written } = find(root, path);
    const key = written.join(".");
    const shown = scrub(toJson(inner));
    if (!exact) result.push({ key, value: shown, layer: "default" });
    else {
      const origin = entry?.origin.layer === node.origin.layer && node.origin.line === undefined ? entry.origin : node.origin;
      const where = originText(origin);
      result.push({ key, value: shown, layer: origin.layer, ...(where === "" ? {} : { where }) });
    }
  };
  const { environments: _, ...effective } = value;
  walk(effective, []);
  return result;
}
