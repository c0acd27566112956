import { PipelineFile, SecretString } from "@mlops/models";
import { z } from "zod";
import { snakeCase } from "./schema-text.ts";

type JsonSchema = { [key: string]: unknown };

const isObject = (value: unknown): value is JsonSchema => typeof value === "object" && value !== null && !Array.isArray(value);
const REFERENCE = { type: "string", pattern: "\\$\\{" };
const TYPED = new Set(["number", "integer", "boolean"]);

/** Field names in snake_case, and references allowed where a number or a boolean stands. */
function forEditors(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(forEditors);
  if (!isObject(value)) return value;
  const result: JsonSchema = {};
  for (const [key, inner] of Object.entries(value)) {
    if (key === "properties" && isObject(inner))
      result[key] = Object.fromEntries(Object.entries(inner).map(([name, schema]) => [snakeCase(name), forEditors(schema)]));
    else if (key === "required" && Array.isArray(inner)) result[key] = inner.map((name) => snakeCase(String(name)));
    else if (key === "default" || key === "enum" || key === "const") result[key] = inner;
    else result[key] = forEditors(inner);
  }
  if (typeof result["type"] !== "string" || !TYPED.has(result["type"])) return result;
  const { description, default: fallback, ...strict } = result;
  return {
    ...(description === undefined ? {} : { description }),
    ...(fallback === undefined ? {} : { default: fallback }),
    anyOf: [strict, REFERENCE],
  };
}

/** JSON Schema of a pipeline file, for editors. */
export function pipelineSchema(): string {
  const schema = z.toJSONSchema(PipelineFile, {
    io: "input",
    reused: "ref",
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema }) => {
      if ((zodSchema._zod.def as unknown) !== SecretString._zod.def) return;
      for (const key of Object.keys(jsonSchema)) delete jsonSchema[key];
      jsonSchema.type = "string";
    },
  });
  const { $schema, ...rest } = forEditors(schema) as JsonSchema;
  return `${JSON.stringify({ $schema, title: "Pipeline file", ...rest }, null, 2)}\n`;
}
