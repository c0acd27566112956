import type { Signature, SignatureColumn } from "@mlops/core/scoring";
import { ACCEPTED, datatypeOf } from "../protocol/infer-rows.ts";
import { inputSchema, listOf, outputSchema, type Schema } from "./column-schema.ts";
import type { ExampleRows } from "./example-rows.ts";

const SHAPE: Schema = { type: "array", items: { type: "integer", minimum: 0 }, minItems: 1, maxItems: 2 };

/** An Open Inference V2 request with its data in JSON: one tensor per column. */
export function inferSchema({ inputs, outputs }: Signature): Schema {
  const tensor = (column: SignatureColumn): Schema => ({
    type: "object",
    properties: {
      name: { const: column.name },
      shape: SHAPE,
      datatype: { enum: ACCEPTED[column.type] },
      data: listOf({ anyOf: [inputSchema(column), { type: "array", items: inputSchema(column), minItems: 1, maxItems: 1 }] }),
      parameters: { type: "object" },
    },
    required: ["name", "shape", "datatype", "data"],
  });
  const wanted = { type: "object", properties: { name: { enum: outputs.map(({ name }) => name) } }, required: ["name"] };
  return {
    type: "object",
    properties: {
      id: { type: "string" },
      parameters: { type: "object" },
      inputs: listOf({ oneOf: inputs.map(tensor) }),
      outputs: listOf(wanted),
    },
    required: ["inputs"],
  };
}

export function inferenceSchema({ outputs }: Signature): Schema {
  const tensor = (column: SignatureColumn): Schema => ({
    type: "object",
    properties: {
      name: { const: column.name },
      shape: SHAPE,
      datatype: { const: datatypeOf(column) },
      data: listOf(outputSchema(column)),
    },
    required: ["name", "shape", "datatype", "data"],
  });
  return {
    type: "object",
    properties: {
      model_name: { type: "string" },
      model_version: { type: "string" },
      id: { type: "string" },
      outputs: listOf({ oneOf: outputs.map(tensor) }),
    },
    required: ["model_name", "model_version", "id", "outputs"],
  };
}

export function inferExamples({ columns, data }: ExampleRows, { inputs }: Signature): Schema {
  const tensors = columns.map((name, k) => ({
    name,
    shape: [data.length],
    datatype: datatypeOf(inputs.find((column) => column.name === name) as SignatureColumn),
    data: data.map((row) => row[k] ?? null),
  }));
  return { example: { value: { inputs: tensors } } };
}
