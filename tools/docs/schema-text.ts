import { SecretString } from "@mlops/models";
import type { z } from "zod";

/** The parts of a zod definition that documentation reads. */
export interface Definition {
  readonly type: string;
  readonly innerType?: z.ZodType;
  readonly in?: z.ZodType;
  readonly element?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly values?: readonly unknown[];
  readonly entries?: Readonly<Record<string, string>>;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly defaultValue?: unknown;
}

export const definitionOf = (schema: z.ZodType): Definition => schema._zod.def as unknown as Definition;

const WRAPPERS = new Set(["optional", "default", "prefault", "nullable", "readonly", "catch"]);

/** `schema` without the wrappers that only make it optional or give a default. */
export function bare(schema: z.ZodType): z.ZodType {
  const definition = definitionOf(schema);
  if (WRAPPERS.has(definition.type) && definition.innerType) return bare(definition.innerType);
  if (definition.type === "pipe" && definition.in) return bare(definition.in);
  return schema;
}

const code = (text: string): string => `\`${text.replaceAll("|", "\\|")}\``;

function numberText(schema: z.ZodType): string {
  const { minValue, maxValue, format } = schema as unknown as { minValue: number | null; maxValue: number | null; format: string | null };
  const json = schema.toJSONSchema() as { exclusiveMinimum?: number; exclusiveMaximum?: number };
  const limits: string[] = [];
  if (minValue !== null && minValue > Number.MIN_SAFE_INTEGER)
    limits.push(`${json.exclusiveMinimum === undefined ? "≥" : ">"} ${minValue}`);
  if (maxValue !== null && maxValue < Number.MAX_SAFE_INTEGER)
    limits.push(`${json.exclusiveMaximum === undefined ? "≤" : "<"} ${maxValue}`);
  return [format === "safeint" ? "integer" : "number", ...limits].join(" ");
}

/** The type of `schema` in words; `named` gives schemas that have a section of their own. */
export function typeText(schema: z.ZodType, named: ReadonlyMap<Definition, string>): string {
  if (definitionOf(schema) === definitionOf(SecretString)) return "secret text";
  const name = named.get(definitionOf(schema));
  if (name !== undefined) return `[${name}](#${name.toLowerCase()})`;
  const inner = bare(schema);
  if (inner !== schema) return typeText(inner, named);
  const definition = definitionOf(schema);
  switch (definition.type) {
    case "number":
      return numberText(schema);
    case "string":
    case "template_literal":
      return "text";
    case "boolean":
      return "true or false";
    case "enum":
      return Object.values(definition.entries ?? {})
        .map(code)
        .join(", ");
    case "literal":
      return (definition.values ?? []).map((value) => code(String(value))).join(", ");
    case "array":
      return `list of ${definition.element ? typeText(definition.element, named) : "values"}`;
    case "record":
      return `map of ${definition.valueType ? typeText(definition.valueType, named) : "values"}`;
    case "union":
      return (definition.options ?? []).map((option) => typeText(option, named)).join(" or ");
    case "object":
      return `map with ${Object.keys(definition.shape ?? {})
        .map((key) => code(snakeCase(key)))
        .join(", ")}`;
    default:
      return "any value";
  }
}

/** The default of a field as it is written in YAML; "required" or "—" where there is none. */
export function defaultText(schema: z.ZodType): string {
  const definition = definitionOf(schema);
  if (definition.type === "optional") return "—";
  if (definition.type !== "default" && definition.type !== "prefault") return "required";
  const value = definition.defaultValue;
  if (definition.type === "prefault") return "its defaults";
  return code(typeof value === "string" ? value || '""' : JSON.stringify(value));
}

export const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
