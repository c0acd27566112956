import type { Signature } from "@mlops/core/scoring";
import { inputSchema, listOf, predictionSchema, rowSchema, type Schema } from "./column-schema.ts";
import type { ExampleRows } from "./example-rows.ts";

const NO_PARAMS: Schema = { type: ["object", "null"], maxProperties: 0, description: "the models here take no parameters" };

/** MLflow's scoring request: exactly one of its four forms. */
export function invocationSchema(signature: Signature): Schema {
  const row = rowSchema(signature);
  const { inputs } = signature;
  const cells = { type: "array", prefixItems: inputs.map(inputSchema), items: false, minItems: inputs.length };
  const only = inputs.length === 1 ? [inputSchema(inputs[0] as (typeof inputs)[number])] : [];
  const split = {
    type: "object",
    properties: { columns: listOf({ type: ["string", "number", "boolean"] }), data: listOf({ type: "array" }), index: { type: "array" } },
    required: ["columns", "data"],
    additionalProperties: false,
  };
  const columns = {
    type: "object",
    properties: Object.fromEntries(inputs.map((column) => [column.name, { anyOf: [inputSchema(column), { type: "array" }] }])),
    required: row["required"],
  };
  const rows = [listOf(row), listOf({ anyOf: [cells, ...only] })];
  return {
    oneOf: [
      form("dataframe_split", split),
      form("dataframe_records", listOf(row)),
      form("instances", { anyOf: rows }),
      form("inputs", { anyOf: [columns, ...rows] }),
    ],
  };
}

function form(name: string, schema: Schema): Schema {
  return { type: "object", properties: { [name]: schema, params: NO_PARAMS }, required: [name], additionalProperties: false };
}

export function predictionsSchema(signature: Signature): Schema {
  return { type: "object", properties: { predictions: listOf(predictionSchema(signature)) }, required: ["predictions"] };
}

/** The model's own example in each form. */
export function invocationExamples({ columns, data }: ExampleRows): Schema {
  const records = data.map((row) => Object.fromEntries(columns.map((name, k) => [name, row[k] ?? null])));
  return {
    dataframe_split: { value: { dataframe_split: { columns, data } } },
    dataframe_records: { value: { dataframe_records: records } },
    instances: { value: { instances: records } },
    inputs: { value: { inputs: Object.fromEntries(columns.map((name, k) => [name, data.map((row) => row[k] ?? null)])) } },
  };
}
