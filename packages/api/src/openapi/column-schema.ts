import type { Signature, SignatureColumn } from "@mlops/core/scoring";

/** A JSON Schema 2020-12, as OpenAPI 3.1 takes it. */
export type Schema = Readonly<Record<string, unknown>>;

const TYPES: Readonly<Record<SignatureColumn["type"], Schema>> = {
  double: { type: "number" },
  long: { type: "integer", minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
  boolean: { type: "boolean" },
  string: { type: "string" },
  datetime: { type: "string", description: "ISO 8601 date or time; UTC where it names no zone" },
};

/** What a client may send in a column; null where it is not required. */
export function inputSchema({ type, required }: SignatureColumn): Schema {
  const schema = TYPES[type];
  return required ? schema : { ...schema, type: [schema["type"], "null"] };
}

/** What the server answers in a column; a number that is NaN is null. */
export function outputSchema({ type }: SignatureColumn): Schema {
  return type === "double" ? { type: ["number", "null"] } : TYPES[type];
}

/** One row by column names. Columns that the model does not name are ignored. */
export function rowSchema({ inputs }: Signature): Schema {
  return {
    type: "object",
    properties: Object.fromEntries(inputs.map((column) => [column.name, inputSchema(column)])),
    required: inputs.filter(({ required }) => required).map(({ name }) => name),
  };
}

export function predictionSchema({ outputs }: Signature): Schema {
  return {
    type: "object",
    properties: Object.fromEntries(outputs.map((column) => [column.name, outputSchema(column)])),
    required: outputs.map(({ name }) => name),
  };
}

export const listOf = (items: Schema): Schema => ({ type: "array", items });
